package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dialect of Anthropic. */
class MessagesTest extends SandboxCase {
    private static final String PATH = "/anthropic/v1/messages";
    private static final String TOOLS = ",\"tools\":[{\"name\":\"weather\",\"input_schema\":{\"type\":\"object\","
            + "\"properties\":{\"city\":{\"type\":\"string\"},\"days\":{\"type\":\"integer\"}}}},"
            + "{\"name\":\"clock\",\"input_schema\":{\"type\":\"object\",\"properties\":{}}}]";

    MessagesTest() throws IOException {}

    @Test
    void anAnswerHasTheFieldsOfTheDialectAndTheBooksKnowIt() {
        JsonNode answer = Client.json(ask("Twelve chars", ""));
        assertEquals("message", answer.path("type").asText());
        assertTrue(answer.path("id").asText().startsWith("msg_"), answer.toString());
        assertEquals("text", answer.at("/content/0/type").asText());
        assertEquals(Reply.USUAL.text(), answer.at("/content/0/text").asText());
        assertEquals("end_turn", answer.path("stop_reason").asText());
        assertEquals(3, answer.at("/usage/input_tokens").asInt());
        assertEquals(11, answer.at("/usage/output_tokens").asInt());
        assertEquals(3 * 150 + 11 * 600, books().invoiceNanos());
        assertEquals(1, books().answered());
    }

    @Test
    void theSystemPromptCountsAndCachedTokensAreTakenOutOfTheInput() {
        sandbox.configure(KEY, KeyBehaviour.OK.reply(new Reply("ok", 10, 2, 0)));
        JsonNode usage = Client.json(ask("Twelve chars", ",\"system\":[{\"type\":\"text\",\"text\":\"1234\"}]"))
                .path("usage");
        assertEquals(2, usage.path("input_tokens").asInt());
        assertEquals(2, usage.path("cache_read_input_tokens").asInt());
        assertEquals(new Books.Tokens(4, 2, 10, 0), books().tokens());
    }

    @Test
    void aStreamGoesFromMessageStartToMessageStop() {
        HttpResponse<String> response = ask("Twelve chars", ",\"stream\":true");
        List<String> names = Client.names(response.body());
        assertEquals("message_start", names.getFirst());
        assertEquals(List.of("content_block_start", "ping"), names.subList(1, 3));
        assertEquals(List.of("content_block_stop", "message_delta", "message_stop"), names.subList(8, 11));
        assertEquals(Reply.USUAL.text(), said(response.body()));
        JsonNode delta = Client.data(response.body(), "message_delta").getFirst();
        assertEquals(11, delta.at("/usage/output_tokens").asInt());
        assertEquals("end_turn", delta.at("/delta/stop_reason").asText());
        assertEquals(1, books().counts().streams().completed());
        assertEquals(3 * 150 + 11 * 600, books().invoiceNanos());
    }

    @Test
    void thoughtsComeFirstWithASignatureAndAreBilled() {
        sandbox.configure(KEY, KeyBehaviour.OK.thinking("12345678"));
        JsonNode answer = Client.json(ask("Twelve chars", ""));
        assertEquals("12345678", answer.at("/content/0/thinking").asText());
        assertFalse(answer.at("/content/0/signature").asText().isEmpty());
        assertEquals(13, answer.at("/usage/output_tokens").asInt());
        String stream = ask("Twelve chars", ",\"stream\":true").body();
        List<String> kinds = Client.data(stream, "content_block_delta").stream()
                .map(event -> event.at("/delta/type").asText())
                .distinct()
                .toList();
        assertEquals(List.of("thinking_delta", "signature_delta", "text_delta"), kinds);
        assertEquals(2, Client.data(stream, "content_block_stop").size());
    }

    @Test
    void aToolIsCalledWhenAskedForAndItsResultIsToldBack() {
        JsonNode answer = Client.json(ask("please use tool", TOOLS));
        assertEquals("tool_use", answer.path("stop_reason").asText());
        assertEquals("weather", answer.at("/content/0/name").asText());
        assertEquals(Client.json("{\"city\":\"sandbox\",\"days\":7}"), answer.at("/content/0/input"));
        String result = "[{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":\"42 degrees\"}]";
        JsonNode told = Client.json(client.call(PATH, body(result, TOOLS), head()));
        assertEquals("The tool said: 42 degrees", told.at("/content/0/text").asText());
    }

    @Test
    void toolsInAStreamArriveInPiecesOfJson() {
        String stream = ask("use tools", TOOLS + ",\"stream\":true").body();
        StringBuilder input = new StringBuilder();
        Client.data(stream, "content_block_delta")
                .forEach(event -> input.append(event.at("/delta/partial_json").asText()));
        assertEquals("{\"city\":\"sandbox\",\"days\":7}{}", input.toString());
        assertEquals(
                "tool_use",
                Client.data(stream, "message_delta")
                        .getFirst()
                        .at("/delta/stop_reason")
                        .asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"none\"} | use tool | end_turn",
                "{\"type\":\"auto\"} | hello | end_turn",
                "{\"type\":\"any\"} | hello | tool_use",
                "{\"type\":\"tool\",\"name\":\"clock\"} | hello | tool_use"
            })
    void theToolChoiceDecides(String choice, String said, String reason) {
        JsonNode answer = Client.json(ask(said, TOOLS + ",\"tool_choice\":" + choice));
        assertEquals(reason, answer.path("stop_reason").asText());
        String tool = answer.at("/content/0/name").asText();
        assertEquals(choice.contains("clock") ? "clock" : reason.equals("tool_use") ? "weather" : "", tool);
    }

    @Test
    void aSchemaIsFittedAndStopsEndTheText() {
        String format = ",\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\","
                + "\"properties\":{\"ok\":{\"type\":\"boolean\"}}}}}";
        assertEquals(
                "{\"ok\":true}",
                Client.json(ask("x", format)).at("/content/0/text").asText());
        JsonNode stopped = Client.json(ask("x", ",\"stop_sequences\":[\"heard\"]"));
        assertEquals("The sandbox has ", stopped.at("/content/0/text").asText());
        assertEquals("stop_sequence", stopped.path("stop_reason").asText());
        assertEquals("heard", stopped.path("stop_sequence").asText());
    }

    @Test
    void maxTokensCutsTheAnswerOff() {
        String body = body("\"hi\"", "").replace("\"max_tokens\":100", "\"max_tokens\":2");
        JsonNode answer = Client.json(client.call(PATH, body, head()));
        assertEquals("max_tokens", answer.path("stop_reason").asText());
        assertEquals(2, answer.at("/usage/output_tokens").asInt());
    }

    @Test
    void tokensAreCountedForNothing() {
        HttpResponse<String> response = client.call(PATH + "/count_tokens", body("\"Twelve chars\"", ""), head());
        assertEquals(3, Client.json(response).path("input_tokens").asInt());
        assertEquals(1, books().answered());
        assertEquals(0, books().invoiceNanos());
    }

    @Test
    void theVersionAndTheKeysOwnHeaderAreRequired() {
        HttpResponse<String> unversioned = client.call(PATH, body("\"hi\"", ""), "x-api-key", KEY);
        assertEquals(400, unversioned.statusCode());
        assertTrue(unversioned.body().contains("anthropic-version: header is required"), unversioned.body());
        HttpResponse<String> bearer = client.call(
                PATH, body("\"hi\"", ""), "Authorization", "Bearer " + KEY, "anthropic-version", "2023-06-01");
        assertEquals(401, bearer.statusCode());
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID, 401, authentication_error",
        "NO_CREDIT, 402, billing_error",
        "RATE_LIMITED, 429, rate_limit_error",
        "ERROR_500, 500, api_error",
        "OVERLOADED, 529, overloaded_error",
        "CONTEXT_TOO_LONG, 400, invalid_request_error",
        "MODEL_NOT_FOUND, 404, not_found_error",
        "TOO_LARGE, 413, request_too_large"
    })
    void aRefusalSpeaksTheDialect(Mode mode, int status, String type) {
        fault(Fault.of(mode));
        HttpResponse<String> response = ask("hi", "");
        assertEquals(status, response.statusCode());
        assertEquals("error", Client.json(response).path("type").asText());
        assertEquals(type, Client.json(response).at("/error/type").asText());
        assertEquals(1, books().refused(mode.wire()));
    }

    @Test
    void aStreamMayFailWithAnEventOrEndWithoutItsMark() {
        fault(Fault.of(Mode.ERROR_IN_200).afterChunks(2));
        String failed = ask("hi", ",\"stream\":true").body();
        assertEquals("error", Client.names(failed).getLast());
        assertEquals(
                "overloaded_error",
                Client.data(failed, "error").getFirst().at("/error/type").asText());
        fault(Fault.of(Mode.MISSING_DONE));
        assertEquals(
                "message_delta",
                Client.names(ask("hi", ",\"stream\":true").body()).getLast());
        assertEquals(1, books().refused("error_in_200"));
        assertEquals(1, books().refused("missing_done"));
    }

    private HttpResponse<String> ask(String said, String more) {
        return client.call(PATH, body("\"" + said + "\"", more), head());
    }

    private static String[] head() {
        return new String[] {"x-api-key", KEY, "anthropic-version", "2023-06-01"};
    }

    private static String body(String content, String more) {
        return "{\"model\":\"claude-1\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":" + content
                + "}]" + more + "}";
    }

    private static String said(String stream) {
        StringBuilder said = new StringBuilder();
        Client.data(stream, "content_block_delta")
                .forEach(event -> said.append(event.at("/delta/text").asText()));
        return said.toString();
    }
}
