package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams without faults. */
class StreamTest extends SandboxCase {
    private static final String INCLUDE_USAGE = ",\"stream\":true,\"stream_options\":{\"include_usage\":true}";

    StreamTest() throws IOException {}

    @Test
    void aStreamIsARoleTheContentAFinishAndDone() {
        HttpResponse<String> response = client.stream("openai", KEY);
        List<String> events = Client.events(response.body());
        assertEquals(
                "text/event-stream",
                response.headers().firstValue("content-type").orElse(""));
        assertEquals(1 + 5 + 1 + 1, events.size());
        assertEquals(
                "assistant",
                Client.json(events.getFirst()).at("/choices/0/delta/role").asText());
        assertEquals(Reply.USUAL.text(), Client.content(events));
        assertEquals(
                "stop",
                Client.json(events.get(6)).at("/choices/0/finish_reason").asText());
        assertEquals("[DONE]", events.getLast());
        assertFalse(response.body().contains("usage"), "usage only when asked");
        assertEquals(1, books().counts().streams().completed());
    }

    @Test
    void usageComesInAChunkWithoutChoicesWhenAsked() {
        JsonNode usage = secondLast(client.chat("openai", KEY, INCLUDE_USAGE));
        assertTrue(usage.path("choices").isArray() && usage.path("choices").isEmpty(), usage.toString());
        assertEquals(11, usage.at("/usage/completion_tokens").asInt());
        assertFalse(usage.path("usage").has("cost"));
    }

    @Test
    void openRouterBeginsWithACommentAndAlwaysEndsWithUsageAndAChoice() {
        HttpResponse<String> response = client.stream("openrouter", KEY);
        assertTrue(response.body().startsWith(": OPENROUTER PROCESSING\n\n"), response.body());
        JsonNode usage = secondLast(response);
        assertEquals("stop", usage.at("/choices/0/finish_reason").asText());
        assertEquals(3, usage.at("/usage/prompt_tokens").asInt());
        assertEquals(
                books().invoiceNanos(),
                usage.at("/usage/cost").decimalValue().movePointRight(9).longValueExact());
    }

    @Test
    void mistralPutsUsageOnItsFinishChunk() {
        JsonNode finish = secondLast(client.stream("mistral", KEY));
        assertEquals("stop", finish.at("/choices/0/finish_reason").asText());
        assertEquals(11, finish.at("/usage/completion_tokens").asInt());
    }

    @Test
    void groqPutsUsageInAFieldOfItsOwn() {
        JsonNode finish = secondLast(client.stream("groq", KEY));
        assertEquals(11, finish.at("/x_groq/usage/completion_tokens").asInt());
        JsonNode asked = secondLast(client.chat("groq", KEY, INCLUDE_USAGE));
        assertEquals(11, asked.at("/usage/completion_tokens").asInt());
    }

    @Test
    void aStreamHasAsManyChunksAsSetAndCostsTheSameAsAWholeAnswer() {
        sandbox.configure(KEY, KeyBehaviour.OK.chunks(300, 0));
        List<String> events = Client.events(client.stream("openai", KEY).body());
        assertEquals(1 + 300 + 1 + 1, events.size());
        long streamed = books().invoiceNanos();
        String whole = Client.json(client.chat("openai", KEY))
                .at("/choices/0/message/content")
                .asText();
        assertEquals(whole, Client.content(events));
        assertEquals(2 * streamed, books().invoiceNanos());
    }

    @Test
    void chunksWithAPauseArriveOneByOne() throws IOException {
        sandbox.configure(KEY, KeyBehaviour.OK.chunks(3, 5));
        try (Socket socket = client.open("openai", KEY, ",\"stream\":true")) {
            assertTrue(Client.readUntil(socket, "[DONE]").contains("finish_reason\":\"stop"));
        }
        assertEquals(1, books().answered());
    }

    @Test
    void aSlowReaderGetsAStreamOf20MegabytesWhole() throws IOException {
        sandbox.configure(KEY, KeyBehaviour.OK.chunks(100_000, 0));
        try (Socket socket = client.open("openai", KEY, ",\"stream\":true")) {
            Client.readUntil(socket, "assistant");
            assertEquals(1, books().inFlight(), "the sandbox waits for its reader instead of buffering all");
            String rest = Client.readToEnd(socket);
            assertTrue(rest.length() > 15_000_000, "only " + rest.length() + " bytes came");
            assertTrue(rest.contains("data: [DONE]"));
        }
        assertEquals(1, books().answered());
    }

    @Test
    void aClientThatLeavesIsNoticedAndPaysForWhatWasSent() throws IOException {
        sandbox.configure(KEY, KeyBehaviour.OK.completionTokens(100).chunks(10, 600_000));
        try (Socket socket = client.open("openai", KEY, ",\"stream\":true")) {
            Client.readUntil(socket, "sandbox".substring(0, 1));
            Client.readUntil(socket, "finish_reason\":null}]}\n\n");
        }
        Books books = quietBooks();
        assertEquals(1, books.counts().abortedByClient());
        assertEquals(1, books.counts().streams().abortedByClient());
        assertEquals(3 * 150 + 10 * 600, books.invoiceNanos());
    }

    private static JsonNode secondLast(HttpResponse<String> response) {
        List<String> events = Client.events(response.body());
        return Client.json(events.get(events.size() - 2));
    }
}
