package dev.keypool.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonParser;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tokens that providers bill, in whatever way they count them. */
final class UsageScanTest {
    private static Answer answer(String usage) {
        String json = "{'choices':[],'usage':{" + usage + "}}";
        return AnswerScan.whole(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
    }

    private static TokenUsage usage(String usage) {
        return Objects.requireNonNull(answer(usage).usage());
    }

    @Test
    void reasoningAmongTheOutputStaysThere() {
        assertEquals(
                new TokenUsage(100, 60, 40, 50),
                usage(
                        "'prompt_tokens':100,'completion_tokens':60,'total_tokens':160,"
                                + "'prompt_tokens_details':{'cached_tokens':40},'completion_tokens_details':{'reasoning_tokens':50}"));
    }

    @Test
    void reasoningBesideTheOutputIsPutIntoIt() {
        assertEquals(
                new TokenUsage(32, 109, 6, 100),
                usage(
                        "'prompt_tokens':32,'completion_tokens':9,'total_tokens':141,"
                                + "'prompt_tokens_details':{'cached_tokens':6},'completion_tokens_details':{'reasoning_tokens':100}"));
    }

    @Test
    void reasoningThatOnlyTheTotalTellsIsOutputToo() {
        assertEquals(
                new TokenUsage(20, 603, 0, 405),
                usage("'prompt_tokens':20,'completion_tokens':198,'total_tokens':623"));
    }

    @Test
    void aTotalThatCountsTheCachedTokensOnceMoreIsNoReasoning() {
        assertEquals(
                new TokenUsage(20, 10, 50, 0),
                usage(
                        "'prompt_tokens':20,'completion_tokens':10,'total_tokens':80,'prompt_tokens_details':{'cached_tokens':50}"));
        assertEquals(
                new TokenUsage(20, 10, 0, 3),
                usage(
                        "'prompt_tokens':20,'completion_tokens':10,'total_tokens':99,'completion_tokens_details':{'reasoning_tokens':3}"));
    }

    @Test
    void cacheWritesAreReadWhereTheyAreBilledApart() {
        assertEquals(
                new TokenUsage(100, 10, 30, 0, 20),
                usage("'prompt_tokens':100,'completion_tokens':10,"
                        + "'prompt_tokens_details':{'cached_tokens':30,'cache_write_tokens':20}"));
    }

    @Test
    void thinkingIsReasoningAmongTheOutput() {
        assertEquals(
                new TokenUsage(7, 60, 0, 50),
                usage("'input_tokens':7,'output_tokens':60,'output_tokens_details':{'thinking_tokens':50}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'input_tokens':10,'cache_read_input_tokens':5,'output_tokens':1 | 'output_tokens':7 | 15 | 5 | 0
            'input_tokens':10,'cache_read_input_tokens':5,'output_tokens':1 | 'input_tokens':10,'output_tokens':7 | 15 | 5 | 0
            'input_tokens':10,'cache_read_input_tokens':5,'output_tokens':1 | 'input_tokens':12,'cache_creation_input_tokens':3,'output_tokens':7 | 20 | 5 | 3
            'input_tokens':10,'cache_read_input_tokens':5,'output_tokens':1 | 'input_tokens':0,'cache_read_input_tokens':0,'output_tokens':7 | 15 | 5 | 0
            'input_tokens':0,'cache_read_input_tokens':500,'output_tokens':1 | 'input_tokens':0,'cache_read_input_tokens':500,'output_tokens':7 | 500 | 500 | 0
            'input_tokens':0,'output_tokens':0 | 'input_tokens':9,'output_tokens':7 | 9 | 0 | 0
            'input_tokens':9,'input_tokens_details':{'cached_tokens':4},'output_tokens':0 | 'input_tokens':9,'input_tokens_details':{'cached_tokens':4},'output_tokens':7 | 9 | 4 | 0
            """, quoteCharacter = '`')
    void whatAStreamTellsLaterStandsOverWhatItToldAndTheRestStays(
            String first, String later, long input, long cached, long written) throws Exception {
        TokenUsage told = scan(later).over(scan(first).over(null));
        assertEquals(new TokenUsage(input, 7, cached, 0, written), told);
    }

    private static UsageScan scan(String usage) throws IOException {
        var scan = new UsageScan();
        try (JsonParser p = BodyScan.JSON.createParser(("{" + usage + "}").replace('\'', '"'))) {
            p.nextToken();
            scan.read(p);
        }
        return scan;
    }

    @Test
    void absurdCountsAreNone() {
        assertEquals(
                new TokenUsage(0, 0, 0, 0),
                usage("'prompt_tokens':9223372036854775807,'completion_tokens':-3,'total_tokens':1e400"));
    }

    @Test
    void theProvidersOwnCostIsReadInItsOwnUnits() {
        assertEquals(
                new Money(31_831_900), answer("'cost_in_usd_ticks':318319000").cost());
        assertEquals(new Money(26_800), answer("'estimated_cost':0.0000268").cost());
    }
}
