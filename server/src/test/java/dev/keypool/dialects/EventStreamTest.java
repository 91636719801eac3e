package dev.keypool.dialects;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamTest {
    private static final byte[] NONE = {};
    private static final byte[] STREAM = Frames.joined(
            Frames.event("messageStart", "{\"role\":\"assistant\"}"),
            Frames.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Grüße\"}}"),
            Frames.event("messageStop", ""),
            Frames.exception("throttlingException", "{\"message\":\"slow\"}"));
    private static final List<String> EVENTS = List.of(
            "{\"messageStart\":{\"role\":\"assistant\"}}",
            "{\"contentBlockDelta\":{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Grüße\"}}}",
            "{\"messageStop\":{}}",
            "{\"exception\":{\"throttlingException\":{\"message\":\"slow\"}}}");

    private final List<String> events = new ArrayList<>();
    private final EventStream stream = new EventStream(json -> events.add(new String(json, StandardCharsets.UTF_8)));

    private String fault(byte[] bytes) {
        assertFalse(stream.feed(bytes));
        return stream.fault().orElseThrow();
    }

    @Test
    void aWholeStreamIsCutIntoItsEvents() {
        assertTrue(stream.feed(STREAM));
        assertEquals(EVENTS, events);
        assertEquals(0, stream.waiting());
        assertEquals(Optional.empty(), stream.fault());
    }

    @Test
    void everyCutGivesTheSameEvents() {
        for (int cut = 0; cut <= STREAM.length; cut++) {
            var cutEvents = new ArrayList<String>();
            var inTwo = new EventStream(json -> cutEvents.add(new String(json, StandardCharsets.UTF_8)));
            assertTrue(inTwo.feed(Arrays.copyOf(STREAM, cut)));
            assertTrue(inTwo.feed(Arrays.copyOfRange(STREAM, cut, STREAM.length)));
            assertEquals(EVENTS, cutEvents, "cut at " + cut);
            assertEquals(0, inTwo.waiting());
        }
    }

    @Test
    void aByteAtATimeGivesTheSameEvents() {
        for (byte b : STREAM) assertTrue(stream.feed(new byte[] {b}));
        assertEquals(EVENTS, events);
    }

    @Test
    void aCutStreamStillWaits() {
        assertTrue(stream.feed(Arrays.copyOf(STREAM, STREAM.length - 1)));
        assertEquals(EVENTS.subList(0, 3), events);
        assertTrue(stream.waiting() > 0);
    }

    /** AWS's own test vector {@code payload_one_str_header}: sound, but nothing says that it is an event. */
    @Test
    void theChecksumsAreAwss() {
        byte[] frame = HexFormat.of()
                .parseHex("0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e"
                        + "7b27666f6f273a27626172277d8d9c08b1");
        assertEquals("The provider's stream has a frame that does not say what it is.", fault(frame));
    }

    @Test
    void anyBitThatChangedIsFound() {
        byte[] frame = Frames.event("messageStop", "{\"stopReason\":\"end_turn\"}");
        for (int at = 0; at < frame.length; at++) {
            byte[] damaged = frame.clone();
            damaged[at] ^= 0x10;
            var damagedStream = new EventStream(json -> events.add("unexpected"));
            assertFalse(damagedStream.feed(damaged), "byte " + at);
            String sentence = damagedStream.fault().orElseThrow();
            String what = at < 12 ? "a frame's lengths is wrong." : "a frame is wrong.";
            assertEquals("The provider's stream is damaged: the checksum of " + what, sentence);
        }
        assertEquals(List.of(), events);
    }

    @Test
    void whatFollowsDamageIsNotRead() {
        byte[] damaged = STREAM.clone();
        damaged[8] ^= 1;
        assertFalse(stream.feed(damaged));
        assertFalse(stream.feed(STREAM));
        assertEquals(List.of(), events);
    }

    @Test
    void whatCameBeforeDamageIsRead() {
        byte[] first = Frames.event("messageStart", "{}");
        byte[] damaged = Frames.joined(first, STREAM);
        damaged[first.length] ^= 1;
        assertFalse(stream.feed(damaged));
        assertEquals(List.of("{\"messageStart\":{}}"), events);
    }

    @ParameterizedTest
    @CsvSource({"15, 15", "16777217, 16777217", "-1, 4294967295"})
    void aLengthThatCannotBeIsFoundBeforeItIsWaitedFor(int length, String said) {
        byte[] prelude = Arrays.copyOf(Frames.lied(length, 0, NONE, NONE), 12);
        assertEquals(
                "The provider's stream has a frame of " + said + " bytes; possible are 16 to 16777216.",
                fault(prelude));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 5, 131073})
    void headersMustFitIntoTheirFrame(int headers) {
        int length = headers == 131073 ? 1 << 20 : 20;
        assertEquals(
                "The provider's stream has a frame whose headers do not fit into it.",
                fault(Frames.lied(length, headers, NONE, new byte[4])));
    }

    @Test
    void aFrameOfTheLargestSizeIsRead() {
        byte[] headers = Frames.joined(Frames.header(":message-type", "event"), Frames.header(":event-type", "chunk"));
        byte[] payload = new byte[EventStream.LONGEST - 16 - headers.length];
        Arrays.fill(payload, (byte) ' ');
        payload[0] = '{';
        payload[payload.length - 1] = '}';
        byte[] frame = Frames.frame(headers, payload);
        int half = frame.length / 2;
        assertTrue(stream.feed(Arrays.copyOf(frame, half)));
        assertTrue(stream.feed(Arrays.copyOfRange(frame, half, frame.length)));
        assertEquals(1, events.size());
        assertEquals(payload.length + "{\"chunk\":}".length(), events.getFirst().length());
    }

    @Test
    void headersOfAllTypesAreSkipped() {
        byte[] headers = Frames.joined(
                Frames.header("true", new byte[] {0}),
                Frames.header("false", new byte[] {1}),
                Frames.header("byte", new byte[1 + 1]),
                Frames.header(":message-type", "event"),
                Frames.header("short", typed(3, 2)),
                Frames.header("int", typed(4, 4)),
                Frames.header("long", typed(5, 8)),
                Frames.header("bytes", new byte[] {6, 0, 2, 9, 9}),
                Frames.header(":event-type", "ping"),
                Frames.header("time", typed(8, 8)),
                Frames.header("uuid", typed(9, 16)));
        headers[indexOf(headers, "byte") + 4] = 2;
        assertTrue(stream.feed(Frames.frame(headers, "{}".getBytes(StandardCharsets.UTF_8))));
        assertEquals(List.of("{\"ping\":{}}"), events);
    }

    private static byte[] typed(int type, int length) {
        byte[] typed = new byte[1 + length];
        typed[0] = (byte) type;
        return typed;
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @Test
    void headersThatDoNotEndWithTheirPartAreRefused() {
        byte[] whole = Frames.header(":message-type", "event");
        for (int length = 1; length < whole.length; length++)
            assertEquals(Optional.empty(), FrameHeaders.in(whole, 0, length), "length " + length);
        assertEquals(Optional.empty(), FrameHeaders.in(Frames.header("x", new byte[] {10}), 0, 3));
    }

    @Test
    void anErrorOfTheServiceIsAnExceptionToo() {
        var headers = Map.of(":message-type", "error", ":error-code", "Internal", ":error-message", "say \"sorry\"");
        assertTrue(stream.feed(Frames.frame(headers, "")));
        assertTrue(stream.feed(Frames.frame(Map.of(":message-type", "error", ":error-code", "Internal"), "")));
        assertEquals(
                List.of(
                        "{\"exception\":{\"Internal\":{\"message\":\"say \\\"sorry\\\"\"}}}",
                        "{\"exception\":{\"Internal\":{}}}"),
                events);
    }

    @Test
    void aNameCannotLeaveItsPlaceInTheJson() {
        assertTrue(stream.feed(Frames.event("a\":1,\"b", "{}")));
        assertEquals(List.of("{\"a\\\":1,\\\"b\":{}}"), events);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "5"})
    void aFrameWithoutAKnownKindOrAnObjectIsRefused(String payload) {
        var headers = payload.equals("{}")
                ? Map.of(":message-type", "event")
                : Map.of(":message-type", "event", ":event-type", "x");
        assertEquals(
                "The provider's stream has a frame that does not say what it is.",
                fault(Frames.frame(headers, payload)));
    }

    @Test
    void aKindThatNobodyKnowsIsRefused() {
        var headers = Map.of(":message-type", "telegram", ":event-type", "x");
        assertTrue(fault(Frames.frame(headers, "{}")).endsWith("does not say what it is."));
    }
}
