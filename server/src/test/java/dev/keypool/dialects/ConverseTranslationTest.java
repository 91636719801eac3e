package dev.keypool.dialects;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.values.TokenUsage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients of every dialect before Bedrock, from the frames of its stream to the client's events. */
class ConverseTranslationTest {
    private static final String MODEL = "anthropic.claude-sonnet-4-20250514-v1:0";
    private static final String CHAT = """
            {"model": "m", "stream": true, "stream_options": {"include_usage": true},
             "messages": [{"role": "user", "content": "Weather?"}],
             "tools": [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]}
            """;
    private static final String MESSAGES = """
            {"model": "m", "max_tokens": 100, "stream": true, "messages": [{"role": "user", "content": "Weather?"}],
             "tools": [{"name": "look", "input_schema": {"type": "object"}}]}
            """;
    private static final String RESPONSES = """
            {"model": "m", "stream": true, "input": "Weather?",
             "tools": [{"type": "function", "name": "look", "parameters": {"type": "object"}, "strict": false}]}
            """;
    private static final byte[] FRAMES = Frames.joined(
            Frames.event("messageStart", "{\"role\":\"assistant\"}"),
            Frames.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"I will \"}}"),
            Frames.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"look, süß.\"}}"),
            Frames.event("contentBlockStop", "{\"contentBlockIndex\":0}"),
            Frames.event(
                    "contentBlockStart",
                    "{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"toolUseId\":\"t1\",\"name\":\"look\"}}}"),
            Frames.event(
                    "contentBlockDelta",
                    "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"{\\\"at\\\":\"}}}"),
            Frames.event("contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"1}\"}}}"),
            Frames.event("contentBlockStop", "{\"contentBlockIndex\":1}"),
            Frames.event("messageStop", "{\"stopReason\":\"tool_use\"}"),
            Frames.event(
                    "metadata",
                    "{\"usage\":{\"inputTokens\":10,\"outputTokens\":5,\"totalTokens\":115,\"cacheReadInputTokens\":100}}"));
    private static final String WHOLE = """
            {"output": {"message": {"role": "assistant", "content": [{"text": "I will look, süß."},
              {"toolUse": {"toolUseId": "t1", "name": "look", "input": {"at": 1}}}]}}, "stopReason": "tool_use",
             "usage": {"inputTokens": 10, "outputTokens": 5, "totalTokens": 115, "cacheReadInputTokens": 100}}
            """;

    private static Translator translator(Dialect client) {
        return Translator.between(client, Dialect.BEDROCK_CONVERSE).orElseThrow();
    }

    private static Translation.Ready asked(Dialect client) {
        String body = switch (client) {
            case OPENAI_CHAT -> CHAT;
            case OPENAI_RESPONSES -> RESPONSES;
            case ANTHROPIC_MESSAGES, BEDROCK_CONVERSE -> MESSAGES;
        };
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return assertInstanceOf(
                Translation.Ready.class, translator(client).request(bytes, MODEL, 1_700_000_000, () -> "id"));
    }

    private static JsonNode json(byte[] bytes) {
        return Trees.object(bytes, 0, bytes.length).orElseThrow();
    }

    /** What a client is told of the frames when they come in two pieces. */
    private static byte[] streamed(Dialect client, byte[] frames, int cut) {
        StreamTranslation stream = translator(client).stream(asked(client).asked());
        var told = new ByteArrayOutputStream();
        var events = new EventStream(event -> told.writeBytes(stream.event(event, 0, event.length)));
        assertTrue(events.feed(Arrays.copyOf(frames, cut)));
        assertTrue(events.feed(Arrays.copyOfRange(frames, cut, frames.length)));
        assertTrue(stream.substance() && stream.finished() && stream.ended());
        assertEquals(new TokenUsage(110, 5, 100, 0), stream.usage());
        told.writeBytes(stream.end());
        return told.toByteArray();
    }

    private static Stream<JsonNode> events(byte[] told) {
        return new String(told, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> json(line.substring(6).getBytes(StandardCharsets.UTF_8)));
    }

    private static String joined(byte[] told, String... pointers) {
        StringBuilder text = new StringBuilder();
        events(told).forEach(event -> {
            for (String pointer : pointers) text.append(event.at(pointer).asText());
        });
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource(names = "BEDROCK_CONVERSE", mode = EnumSource.Mode.EXCLUDE)
    void everyClientsRequestIsTheSameToBedrock(Dialect client) {
        Translation.Ready ready = asked(client);
        JsonNode body = json(ready.body());
        assertEquals(
                "{\"role\":\"user\",\"content\":[{\"text\":\"Weather?\"}]}",
                body.at("/messages/0").toString());
        assertEquals("look", body.at("/toolConfig/tools/0/toolSpec/name").asText());
        assertFalse(body.has("model") || body.has("stream"));
        assertTrue(ready.stream());
        assertEquals(List.of(), ready.dropped());
    }

    @ParameterizedTest
    @EnumSource(names = "BEDROCK_CONVERSE", mode = EnumSource.Mode.EXCLUDE)
    void everyCutOfTheFramesTellsTheClientTheSame(Dialect client) {
        byte[] whole = streamed(client, FRAMES, FRAMES.length);
        for (int cut = 0; cut < FRAMES.length; cut += 3) assertArrayEquals(whole, streamed(client, FRAMES, cut));
    }

    @Test
    void aChatClientsStreamAndWholeSayTheSame() {
        byte[] told = streamed(Dialect.OPENAI_CHAT, FRAMES, 0);
        JsonNode whole = whole(Dialect.OPENAI_CHAT);
        assertEquals("I will look, süß.", joined(told, "/choices/0/delta/content"));
        assertEquals("I will look, süß.", whole.at("/choices/0/message/content").asText());
        assertEquals("{\"at\":1}", joined(told, "/choices/0/delta/tool_calls/0/function/arguments"));
        assertEquals(
                "{\"at\":1}",
                whole.at("/choices/0/message/tool_calls/0/function/arguments").asText());
        assertEquals("tool_calls", joined(told, "/choices/0/finish_reason").replace("null", ""));
        assertEquals("tool_calls", whole.at("/choices/0/finish_reason").asText());
        assertEquals(MODEL, whole.path("model").asText());
        assertEquals(110, whole.at("/usage/prompt_tokens").asInt());
        assertEquals(100, whole.at("/usage/prompt_tokens_details/cached_tokens").asInt());
    }

    @Test
    void aMessagesClientsStreamAndWholeSayTheSame() {
        byte[] told = streamed(Dialect.ANTHROPIC_MESSAGES, FRAMES, 0);
        JsonNode whole = whole(Dialect.ANTHROPIC_MESSAGES);
        assertEquals("I will look, süß.", joined(told, "/delta/text"));
        assertEquals("I will look, süß.", whole.at("/content/0/text").asText());
        assertEquals("{\"at\":1}", joined(told, "/delta/partial_json"));
        assertEquals("{\"at\":1}", whole.at("/content/1/input").toString());
        assertEquals("tool_use", joined(told, "/delta/stop_reason"));
        assertEquals("tool_use", whole.path("stop_reason").asText());
        assertEquals(10, whole.at("/usage/input_tokens").asInt());
        assertEquals(100, whole.at("/usage/cache_read_input_tokens").asInt());
    }

    @Test
    void aResponsesClientsStreamAndWholeSayTheSame() {
        byte[] told = streamed(Dialect.OPENAI_RESPONSES, FRAMES, 0);
        JsonNode last = events(told).reduce((first, next) -> next).orElseThrow();
        assertEquals("response.completed", last.path("type").asText());
        JsonNode whole = whole(Dialect.OPENAI_RESPONSES);
        assertEquals("I will look, süß.", whole.at("/output/0/content/0/text").asText());
        for (String place : List.of("/output/0/content/0/text", "/output/1/name", "/output/1/arguments", "/usage"))
            assertEquals(whole.at(place), last.path("response").at(place), place);
    }

    private static JsonNode whole(Dialect client) {
        byte[] body = WHOLE.getBytes(StandardCharsets.UTF_8);
        Answered answered =
                translator(client).answer(body, asked(client).asked()).orElseThrow();
        assertEquals(new TokenUsage(110, 5, 100, 0), answered.usage());
        return json(answered.body());
    }

    @ParameterizedTest
    @EnumSource(names = "BEDROCK_CONVERSE", mode = EnumSource.Mode.EXCLUDE)
    void anExceptionInTheStreamIsItsFailure(Dialect client) {
        StreamTranslation stream = translator(client).stream(asked(client).asked());
        var events = new EventStream(event -> stream.event(event, 0, event.length));
        assertTrue(events.feed(Frames.event("messageStart", "{\"role\":\"assistant\"}")));
        assertTrue(events.feed(Frames.exception("throttlingException", "{\"message\":\"Too many tokens\"}")));
        assertEquals(
                new Fault("throttlingException", null, "Too many tokens"),
                stream.failure().orElseThrow());
        assertFalse(stream.substance() || stream.finished() || stream.ended());
    }
}
