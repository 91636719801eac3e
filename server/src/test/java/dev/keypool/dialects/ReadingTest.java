package dev.keypool.dialects;

import static dev.keypool.dialects.Dialect.ANTHROPIC_MESSAGES;
import static dev.keypool.dialects.Dialect.OPENAI_CHAT;
import static dev.keypool.dialects.Dialect.OPENAI_RESPONSES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is seen of answers that pass untouched. */
final class ReadingTest {
    record Given(String name, Dialect dialect) {}

    static List<Given> answers() {
        List<Given> all = new ArrayList<>();
        for (var folder : Goldens.folders("answers")) {
            for (Dialect dialect : List.of(ANTHROPIC_MESSAGES, OPENAI_RESPONSES)) {
                boolean there = Goldens.files(folder).stream()
                        .anyMatch(file -> Goldens.name(file).equals(dialect.wire() + ".json"));
                if (there) all.add(new Given(Goldens.name(folder), dialect));
            }
        }
        return all;
    }

    private static byte[] bytes(Given given, String ending) {
        return Goldens.bytes(Goldens.ROOT
                .resolve("answers")
                .resolve(given.name())
                .resolve(given.dialect().wire() + ending));
    }

    /** A translation reads every event as a tree; a reading must see the same without. */
    @ParameterizedTest
    @MethodSource("answers")
    void aReadingSeesWhatATranslationSees(Given given) {
        StreamReading reading = StreamReading.of(given.dialect());
        StreamTranslation translation =
                Translator.between(OPENAI_CHAT, given.dialect()).orElseThrow().stream(Goldens.asked(OPENAI_CHAT));
        for (String data : Goldens.events(Goldens.text(bytes(given, ".sse")))) {
            byte[] event = data.getBytes(StandardCharsets.UTF_8);
            assertTrue(reading.event(event, 0, event.length));
            translation.event(event, 0, event.length);
            assertEquals(translation.substance(), reading.substance(), data);
            assertEquals(translation.finished(), reading.finished(), data);
            assertEquals(translation.ended(), reading.ended(), data);
        }
        assertEquals(translation.usage(), reading.usage());
        assertEquals(translation.model(), reading.model());
        assertTrue(reading.failure().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aWholeAnswerIsReadAsItsStream(Given given) {
        byte[] bytes = bytes(given, ".json");
        WholeReading whole = WholeReading.of(given.dialect(), bytes).orElseThrow();
        Answered answered = Translator.between(OPENAI_CHAT, given.dialect())
                .orElseThrow()
                .answer(bytes, Goldens.asked(OPENAI_CHAT))
                .orElseThrow();
        assertEquals(answered.usage(), whole.usage());
        assertEquals(answered.model(), whole.model());
        assertEquals('}', bytes[whole.close()]);
        assertFalse(whole.suspect() || whole.empty());
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI_CHAT", "BEDROCK_CONVERSE"})
    void othersAreNotReadHere(Dialect dialect) {
        assertThrows(IllegalArgumentException.class, () -> StreamReading.of(dialect));
        assertThrows(IllegalArgumentException.class, () -> WholeReading.of(dialect, new byte[0]));
    }

    private static StreamReading read(Dialect dialect, String... events) {
        StreamReading reading = StreamReading.of(dialect);
        for (String event : events) {
            byte[] bytes = Said.bytes(event);
            assertTrue(reading.event(bytes, 0, bytes.length), event);
        }
        return reading;
    }

    @Test
    void errorsAreSeen() {
        assertEquals(
                new Fault("overloaded_error", null, "Full"),
                read(ANTHROPIC_MESSAGES, "{'type':'error','error':{'type':'overloaded_error','message':'Full'}}")
                        .failure()
                        .orElseThrow());
        assertEquals(
                "server_error",
                read(
                                OPENAI_RESPONSES,
                                "{'type':'response.failed','response':{'error':{'code':'server_error','message':'Oh'}}}")
                        .failure()
                        .orElseThrow()
                        .code());
        assertEquals(
                "Oh",
                read(OPENAI_RESPONSES, "{'type':'error','message':'Oh','code':null}")
                        .failure()
                        .orElseThrow()
                        .message());
        assertEquals(
                "Ah",
                read(OPENAI_RESPONSES, "{'type':'error','error':{'message':'Ah'}}")
                        .failure()
                        .orElseThrow()
                        .message());
    }

    @Test
    void aDeltaIsToldWhereverItsTypeStands() {
        assertTrue(read(ANTHROPIC_MESSAGES, "{'type': 'content_block_delta','index':0}")
                .substance());
        assertTrue(read(ANTHROPIC_MESSAGES, "{'index':0,'type':'content_block_delta'}")
                .substance());
        assertTrue(read(OPENAI_RESPONSES, "{'delta':'a','type':'response.output_text.delta'}")
                .substance());
        assertFalse(read(ANTHROPIC_MESSAGES, "{'type':'ping'}").substance());
        assertFalse(read(ANTHROPIC_MESSAGES, "{'type':'content_block_start','content_block':{'type':'text'}}")
                .substance());
        assertTrue(read(ANTHROPIC_MESSAGES, "{'type':'content_block_start','content_block':{'type':'tool_use'}}")
                .substance());
        assertFalse(read(OPENAI_RESPONSES, "{'type':'response.output_item.added','item':{'type':'message'}}")
                .substance());
        assertTrue(read(OPENAI_RESPONSES, "{'type':'response.output_item.added','item':{'type':'function_call'}}")
                .substance());
    }

    @Test
    void whatIsNoObjectIsToldSo() {
        StreamReading reading = StreamReading.of(ANTHROPIC_MESSAGES);
        assertFalse(reading.event(Said.bytes("{'type':'message_st"), 0, 19));
        assertFalse(reading.event(Said.bytes("{'type"), 0, 6));
    }

    @Test
    void theProvidersOwnPriceIsSeen() {
        var reading = read(
                OPENAI_RESPONSES,
                "{'type':'response.completed','response':{'usage':{'input_tokens':1,'output_tokens':2,'cost':0.5}}}");
        assertEquals(Money.of(new BigDecimal("0.5")), reading.cost());
        assertEquals(new TokenUsage(1, 2, 0, 0), reading.usage());
        assertNull(reading.model());
        WholeReading whole = WholeReading.of(
                        OPENAI_RESPONSES, Said.bytes("{'usage':{'cost':0.25},'output':[],'model':5}"))
                .orElseThrow();
        assertEquals(Money.of(new BigDecimal("0.25")), whole.cost());
        assertNull(whole.model());
        assertFalse(whole.suspect());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'error':{'message':'No'},'output':[]}",
                "{'status':'failed','output':[]}",
                "{'detail':'Not found'}",
                "{'output':'x'}",
                "{}",
            })
    void whatLooksLikeNoAnswerIsSuspect(String json) {
        assertTrue(WholeReading.of(OPENAI_RESPONSES, Said.bytes(json))
                .orElseThrow()
                .suspect());
    }

    @Test
    void anErrorOfAnthropicsIsSuspectAndNoJsonIsNothing() {
        assertTrue(WholeReading.of(ANTHROPIC_MESSAGES, Said.bytes("{'type':'error','content':[]}"))
                .orElseThrow()
                .suspect());
        assertTrue(WholeReading.of(ANTHROPIC_MESSAGES, Said.bytes("{}"))
                .orElseThrow()
                .empty());
        for (String json : List.of("{'a':", "[]", "{} {}", ""))
            assertTrue(WholeReading.of(ANTHROPIC_MESSAGES, Said.bytes(json)).isEmpty(), json);
    }

    @Test
    void laterZerosDoNotWipeOutWhatWasCounted() {
        var reading = read(
                ANTHROPIC_MESSAGES,
                "{'type':'message_start','message':{'model':'m','usage':{'input_tokens':5,'cache_read_input_tokens':3,'cache_creation_input_tokens':2,'output_tokens':1}}}",
                "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'input_tokens':0,'output_tokens':9}}");
        TokenUsage usage = Objects.requireNonNull(reading.usage());
        assertEquals(new TokenUsage(10, 9, 3, 0, 2), usage);
    }
}
