package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams kept as bytes. */
class ShapesTest extends SandboxCase {
    ShapesTest() throws IOException {}

    static List<String> names() {
        return Shapes.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aShapeIsSentByteByByteAndBilled(String name) {
        sandbox.configure(KEY, KeyBehaviour.OK.shape(name));
        byte[] sent = client.bytes("/openai/v1/chat/completions", KEY, Client.body(",\"stream\":true"))
                .body();
        assertArrayEquals(Shapes.bytes(name), sent);
        assertEquals(18 * 150 + 11 * 600, books().invoiceNanos());
        assertEquals(1, books().counts().streams().completed());
    }

    @ParameterizedTest
    @MethodSource("names")
    void aShapeTellsOfTheTokensThatItIsBilled(String name) {
        String bytes = new String(Shapes.bytes(name), StandardCharsets.UTF_8);
        assertTrue(bytes.contains("put_tokens\":18") || bytes.contains("prompt_tokens\":18"), bytes);
        assertTrue(bytes.contains("completion_tokens\":11") || bytes.contains("output_tokens\":11"), bytes);
    }

    @Test
    void aShapeCutIntoEventsIsWholeAgainWhenJoined() {
        for (String name : Shapes.names()) {
            List<String> events = Shapes.events(name);
            assertTrue(events.size() > 3, name);
            assertEquals(new String(Shapes.bytes(name), StandardCharsets.UTF_8), String.join("", events));
        }
        assertEquals(List.of("a\n\n", "b\r\n\r\n", "c"), ShapeFrames.cut("a\n\nb\r\n\r\nc"));
    }

    @Test
    void aShapeDoesNotConcernWholeAnswersAndAnUnknownOneIsRefused() {
        sandbox.configure(KEY, KeyBehaviour.OK.shape("mistral"));
        assertEquals(
                Reply.USUAL.text(),
                Client.json(client.chat("openai", KEY))
                        .at("/choices/0/message/content")
                        .asText());
        String put =
                client.put("/_control/keys/" + KEY, "{\"shape\":\"nobody\"}").body();
        assertTrue(put.contains("Unknown shape 'nobody'. Known shapes: anthropic, azure_openai"), put);
    }
}
