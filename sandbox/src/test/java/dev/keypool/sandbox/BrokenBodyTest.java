package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults inside answers and streams. */
class BrokenBodyTest extends SandboxCase {
    private static final String STREAM = ",\"stream\":true";

    BrokenBodyTest() throws IOException {}

    @Test
    void aBrokenStreamEndsTheConnectionAfterItsChunks() throws IOException {
        sandbox.configure(
                KEY,
                KeyBehaviour.OK
                        .completionTokens(50)
                        .fault(Fault.of(Mode.BROKEN_STREAM).afterChunks(2)));
        try (Socket socket = client.open("openai", KEY, STREAM)) {
            String all = Client.readToEnd(socket);
            assertEquals(3, count(all, "\"delta\""), "the role and two chunks");
            assertFalse(all.contains("[DONE]") || all.contains("\r\n0\r\n"), "neither DONE nor an orderly end");
        }
        assertEquals(1, books().refused("broken_stream"));
        assertEquals(3 * 150 + 20 * 600, books().invoiceNanos(), "two of five chunks are billed");
    }

    @Test
    void aStreamBrokenBeforeTheFirstChunkCostsNothing() throws IOException {
        fault(Fault.of(Mode.BROKEN_STREAM).afterChunks(0));
        try (Socket socket = client.open("openai", KEY, STREAM)) {
            assertEquals(1, count(Client.readToEnd(socket), "\"delta\""));
        }
        assertEquals(0, books().invoiceNanos());
    }

    @Test
    void aWholeAnswerCanBreakInTheMiddleToo() throws IOException {
        fault(Fault.of(Mode.BROKEN_STREAM));
        try (Socket socket = client.open("openai", KEY, "")) {
            String all = Client.readToEnd(socket);
            assertTrue(all.startsWith("HTTP/1.1 200") && !all.contains("usage"), all);
        }
        assertEquals(1, books().refused("broken_stream"));
    }

    @Test
    void aStalledStreamSaysNothingMoreUntilTheClientLeaves() throws IOException {
        fault(Fault.of(Mode.STALLED_STREAM).afterChunks(2));
        try (Socket socket = client.open("openai", KEY, STREAM)) {
            Client.readUntil(socket, "assistant");
            Client.readUntil(socket, "\"delta\"");
            Client.readUntil(socket, "\"delta\"");
            assertEquals(1, books().inFlight());
        }
        Books books = quietBooks();
        assertEquals(1, books.refused("stalled_stream"));
        assertEquals(0, books.counts().abortedByClient());
    }

    @Test
    void aWholeAnswerCanStallToo() throws IOException {
        fault(Fault.of(Mode.STALLED_STREAM));
        try (Socket socket = client.open("openai", KEY, "")) {
            Client.readUntil(socket, "chat.completion");
        }
        assertEquals(1, quietBooks().refused("stalled_stream"));
    }

    @Test
    void aMalformedChunkStandsAmongGoodOnes() {
        fault(Fault.of(Mode.MALFORMED_CHUNK).afterChunks(3));
        List<String> events = Client.events(client.stream("openai", KEY).body());
        assertEquals(1 + 5 + 1 + 1 + 1, events.size());
        assertThrows(JsonProcessingException.class, () -> Client.JSON.readTree(events.get(4)));
        assertEquals("[DONE]", events.getLast());
        assertEquals(1, books().refused("malformed_chunk"));
    }

    @Test
    void aMalformedWholeAnswerIsHalfAnObject() {
        fault(Fault.of(Mode.MALFORMED_CHUNK));
        String body = client.chat("openai", KEY).body();
        assertThrows(JsonProcessingException.class, () -> Client.JSON.readTree(body));
    }

    @Test
    void aStreamWithoutDoneIsOtherwiseWhole() {
        fault(Fault.of(Mode.MISSING_DONE));
        List<String> events = Client.events(client.stream("openrouter", KEY).body());
        assertEquals(Reply.USUAL.text(), Client.content(events));
        JsonNode last = Client.json(events.getLast());
        assertEquals(11, last.at("/usage/completion_tokens").asInt());
        assertEquals(1, books().refused("missing_done"));
        assertTrue(books().invoiceNanos() > 0, "it was delivered, so it is billed");
    }

    @Test
    void anErrorCanBeTheFirstEventOfAStream() {
        fault(Fault.of(Mode.ERROR_IN_200));
        List<String> events = Client.events(client.stream("openrouter", KEY).body());
        assertEquals(1, events.size());
        JsonNode only = Client.json(events.getFirst());
        assertEquals(502, only.at("/error/code").asInt());
        assertEquals("error", only.at("/choices/0/finish_reason").asText());
        assertEquals(0, books().invoiceNanos());
    }

    @Test
    void anErrorCanComeInTheMiddleOfAStream() {
        fault(Fault.of(Mode.ERROR_IN_200).afterChunks(2));
        List<String> events = Client.events(client.stream("groq", KEY).body());
        assertEquals(4, events.size());
        assertEquals(
                "upstream_error",
                Client.json(events.getLast()).at("/error/code").asText());
        assertTrue(books().invoiceNanos() > 0);
    }

    @Test
    void aSlowFirstTokenComesAfterTheHead() throws IOException {
        fault(Fault.of(Mode.SLOW_FIRST_TOKEN).delayMs(600_000));
        for (String more : List.of(STREAM, "")) {
            try (Socket socket = client.open("openai", KEY, more)) {
                String head = Client.readUntil(socket, "\r\n\r\n");
                assertTrue(head.startsWith("HTTP/1.1 200"), head);
                assertEquals(0, socket.getInputStream().available());
            }
            quietBooks();
        }
        assertEquals(2, books().counts().abortedByClient());
    }

    @Test
    void aSlowFirstTokenIsFollowedByTheRest() {
        fault(Fault.of(Mode.SLOW_FIRST_TOKEN).delayMs(20));
        assertEquals(
                "[DONE]", Client.events(client.stream("openrouter", KEY).body()).getLast());
        assertEquals(
                11,
                Client.json(client.chat("groq", KEY))
                        .at("/usage/completion_tokens")
                        .asInt());
        assertEquals(2, books().answered());
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }
}
