package dev.keypool.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventCutterTest {
    private static List<String> cut(String... chunks) {
        List<String> events = new ArrayList<>();
        var cutter = new EventCutter((b, from, to) -> events.add(new String(b, from, to - from, UTF_8)));
        for (String chunk : chunks) cutter.feed(chunk.getBytes(UTF_8));
        return events;
    }

    @Test
    void eventsEndAtABlankLineOfAnyKind() {
        assertEquals(List.of("data: a\n\n", "data: b\n\n"), cut("data: a\n\ndata: b\n\n"));
        assertEquals(List.of("data: a\r\n\r\n", "data: b\r\n\r\n"), cut("data: a\r\n\r\ndata: b\r\n\r\n"));
        assertEquals(List.of("data: a\r\r", "data: b\r\r"), cut("data: a\r\rdata: b\r\r"));
        assertEquals(List.of(": c\n\n", "event: x\ndata: a\n\n"), cut(": c\n\nevent: x\ndata: a\n\n"));
    }

    @Test
    void anUnfinishedEventWaits() {
        assertEquals(List.of(), cut("data: a\n"));
        assertEquals(List.of("data: a\n\n"), cut("data: a\n", "\nda"));
    }

    @Test
    void aCarriageReturnAtTheEndOfAChunkDoesNotWaitForItsLineFeed() {
        assertEquals(List.of("data: a\r\n\r", "\ndata: b\r\n\r"), cut("data: a\r\n\r", "\ndata: b\r\n\r"));
    }

    @Test
    void howeverTheBytesAreSplitTheyComeOutUnchangedAndTheDataIsTheSame() {
        var random = new Random(42);
        for (int round = 0; round < 3_000; round++) {
            byte[] stream = stream(random);
            List<String> whole = data(stream, new int[] {stream.length}, new ByteArrayOutputStream());
            var relayed = new ByteArrayOutputStream();
            List<String> split = data(stream, splits(stream.length, random), relayed);
            assertEquals(whole, split);
            assertArrayEquals(stream, relayed.toByteArray());
        }
    }

    private static byte[] stream(Random random) {
        String end = new String[] {"\n", "\r\n", "\r"}[random.nextInt(3)];
        var text = new StringBuilder();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            if (random.nextInt(4) == 0)
                text.append(": OPENROUTER PROCESSING").append(end).append(end);
            if (random.nextInt(4) == 0) text.append("event: message").append(end);
            text.append("data:")
                    .append(random.nextBoolean() ? " " : "")
                    .append("{\"ü日😀\":")
                    .append(i)
                    .append('}');
            text.append(end).append(end);
            if (random.nextInt(5) == 0) text.append(end);
        }
        return text.append("data: [DONE]").append(end).append(end).toString().getBytes(UTF_8);
    }

    private static int[] splits(int length, Random random) {
        return random.ints(random.nextInt(0, length), 1, length)
                .distinct()
                .sorted()
                .toArray();
    }

    private static List<String> data(byte[] stream, int[] ends, ByteArrayOutputStream relayed) {
        List<String> data = new ArrayList<>();
        var cutter = new EventCutter((b, from, to) -> {
            relayed.write(b, from, to - from);
            StreamEvent event = StreamEvent.of(b, from, to);
            if (event.hasData()) data.add(new String(b, event.from(), event.to() - event.from(), UTF_8));
        });
        int at = 0;
        for (int end : ends) {
            cutter.feed(Arrays.copyOfRange(stream, at, end));
            at = end;
        }
        cutter.feed(Arrays.copyOfRange(stream, at, stream.length));
        cutter.end();
        return data;
    }

    private static StreamEvent event(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return StreamEvent.of(bytes, 0, bytes.length);
    }

    @Test
    void theEndOfAStreamIsRecognised() {
        assertTrue(event("data: [DONE]\n\n").done());
        assertTrue(event("data:[DONE] \r\n\r\n").done());
        assertFalse(event("data: [DONE]x\n\n").done());
        assertFalse(event(": [DONE]\n\n").hasData());
    }

    @Test
    void severalDataLinesAreOneValue() {
        StreamEvent joined = event("data: a\ndata: b\ndata:c\n\n");
        assertEquals("a\nb\nc", new String(joined.bytes(), joined.from(), joined.to() - joined.from(), UTF_8));
    }

    @Test
    void onlyWhatMayMatterIsLookedAt() {
        assertEquals(
                0,
                event("data: {\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":null}],\"usage\":null}\n\n")
                        .look(new Said()));
        assertEquals(
                0,
                event("data: {\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\": 1\"}}]}\n\n")
                        .look(new Said()));
        assertEquals(
                StreamEvent.Found.USAGE | StreamEvent.Found.FINISH,
                event("data: {\"choices\":[{\"finish_reason\": \"stop\"}],\"usage\" : {\"prompt_tokens\":1}}\n\n")
                        .look(new Said()));
        assertEquals(StreamEvent.Found.ERROR, event("data: {\"error\":{}}\n\n").look(new Said()));
    }
}
