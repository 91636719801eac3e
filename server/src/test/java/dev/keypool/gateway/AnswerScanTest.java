package dev.keypool.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerScanTest {
    private static Answer whole(String json) {
        return AnswerScan.whole(json.getBytes(UTF_8)).orElseThrow();
    }

    private static Answer chunk(String json) {
        byte[] bytes = ("xx" + json + "yy").getBytes(UTF_8);
        return AnswerScan.chunk(bytes, 2, bytes.length - 2).orElseThrow();
    }

    @Test
    void modelUsageAndCostAreRead() {
        Answer answer = whole(
                "{\"id\":\"c\",\"model\":\"gpt\",\"choices\":[{\"message\":{\"content\":\"{}\"},\"finish_reason\":\"stop\"}],"
                        + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":4,\"total_tokens\":14,\"cost\":0.000345,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":3},\"completion_tokens_details\":{\"reasoning_tokens\":2}}}");
        assertEquals("gpt", answer.model());
        assertEquals(new TokenUsage(10, 4, 3, 2), answer.usage());
        assertEquals(new Money(345_000), answer.cost());
        assertFalse(answer.suspect());
        assertEquals(1, answer.choices());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{\"cost\":1e-10}`|1",
                "`{\"cost\":3}`|3000000000",
                "`{\"cost\":{\"input_tokens_cost\":0.1,\"total_cost\":0.006}}`|6000000",
                "`{\"cost\":null}`|",
                "`{\"cost\":-1}`|",
                "`{\"cost\":1e999999999}`|",
                "`{\"cost\":1e-999999999}`|",
                "`{\"cost\":\"0.1\"}`|",
                "`{\"prompt_tokens\":1}`|",
            })
    void costIsExactOrUnknown(String usage, @Nullable Long nanos) {
        Money cost = whole("{\"choices\":[],\"usage\":" + usage + "}").cost();
        if (nanos == null) assertNull(cost);
        else assertEquals(new Money(nanos), cost);
    }

    @Test
    void usageIsFoundWhereSomeProvidersPutIt() {
        assertEquals(
                new TokenUsage(5, 6, 0, 0),
                chunk(
                                "{\"choices\":[],\"x_groq\":{\"id\":\"a\",\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":6}}}")
                        .usage());
        assertEquals(
                new TokenUsage(1, 2, 0, 0),
                chunk("{\"choices\":[{\"delta\":{},\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}]}")
                        .usage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"message\":\"x\"}}",
                "{\"choices\":[],\"error\":\"x\"}",
                "{\"choices\":[{\"error\":{\"code\":502}}]}",
                "{\"choices\":[],\"success\":false}",
                "{\"object\":\"something else\"}",
                "{\"choices\":null}",
            })
    void whatMayBeAnErrorIsSuspect(String json) {
        assertTrue(whole(json).suspect());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"choices\":[}", "{} {}", "<html>", "\"text\""})
    void whatIsNoJsonObjectIsNoAnswer(String text) {
        assertTrue(AnswerScan.whole(text.getBytes(UTF_8)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}`|false",
                "`{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[]}}]}`|false",
                "`{\"choices\":[{\"delta\":{}}]}`|false",
                "`{\"choices\":[]}`|false",
                "`{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}`|true",
                "`{\"choices\":[{\"delta\":{\"reasoning\":\"a\"}}]}`|true",
                "`{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0},[1,{\"a\":[]}]]}}]}`|true",
                "`{\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}`|true",
                "`{\"choices\":[{\"text\":\"a\"}]}`|true",
            })
    void aLoneRoleIsNoSubstanceButTextCallsAndEndsAre(String json, boolean substance) {
        assertEquals(substance, chunk(json).substance());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`{\"a\":1}`|`{\"a\":1,\"spidergate_metadata\":{M}}`",
                "`{ }\n`|`{ \"spidergate_metadata\":{M}}\n`",
                "`{\"a\":\"}\", \"b\":[{}] }`|`{\"a\":\"}\", \"b\":[{}] ,\"spidergate_metadata\":{M}}`",
                "`{\"spidergate_metadata\":{\"old\":[1]},\"ü\":2}`|`{\"spidergate_metadata\":{M},\"ü\":2}`",
                "`{\"a\":1,\"spidergate_metadata\":null}`|`{\"a\":1,\"spidergate_metadata\":{M}}`",
            })
    void metadataIsTheLastMemberAndNothingElseMoves(String json, String expected) {
        byte[] body = json.getBytes(UTF_8);
        byte[] out = AnswerScan.whole(body).orElseThrow().withMetadata(body, "{M}".getBytes(UTF_8));
        assertEquals(expected, new String(out, UTF_8));
    }
}
