package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chat calls that wish for more than text. */
class WishTest extends SandboxCase {
    private static final String TOOLS =
            ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":"
                    + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}},"
                    + "{\"type\":\"function\",\"function\":{\"name\":\"clock\"}}]";

    WishTest() throws IOException {}

    @Test
    void aToolIsCalledWhenTheUserAsksForIt() {
        JsonNode answer = ask("please USE TOOL", TOOLS);
        JsonNode call = answer.at("/choices/0/message/tool_calls/0");
        assertEquals("tool_calls", answer.at("/choices/0/finish_reason").asText());
        assertEquals("weather", call.at("/function/name").asText());
        assertEquals("{\"city\":\"sandbox\"}", call.at("/function/arguments").asText());
        assertTrue(answer.at("/choices/0/message/content").isNull());
        assertEquals(
                Script.tokens(7 + 18), answer.at("/usage/completion_tokens").asInt());
        assertEquals(
                1, ask("hello", TOOLS).at("/choices/0/message/content").asText().length() > 0 ? 1 : 0);
    }

    @Test
    void toolsAreCalledInParallelUnlessThatIsForbidden() {
        assertEquals(
                2, ask("use tools", TOOLS).at("/choices/0/message/tool_calls").size());
        assertEquals(
                1,
                ask("use tools", TOOLS + ",\"parallel_tool_calls\":false")
                        .at("/choices/0/message/tool_calls")
                        .size());
    }

    @Test
    void aKeyMayCallToolsUnasked() {
        sandbox.configure(KEY, KeyBehaviour.OK.usesTools());
        assertEquals(
                "tool_calls", ask("hello", TOOLS).at("/choices/0/finish_reason").asText());
        assertEquals(
                "stop",
                ask("hello", TOOLS + ",\"tool_choice\":\"none\"")
                        .at("/choices/0/finish_reason")
                        .asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"required\" | weather", "{\"type\":\"function\",\"function\":{\"name\":\"clock\"}} | clock"})
    void aRequiredToolIsCalledUnasked(String choice, String name) {
        JsonNode answer = ask("hello", TOOLS + ",\"tool_choice\":" + choice);
        assertEquals(
                name, answer.at("/choices/0/message/tool_calls/0/function/name").asText());
    }

    @Test
    void aToolsResultIsToldBack() {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"use tool\"},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"rain\"}]" + TOOLS + "}";
        JsonNode answer = Client.json(client.keyed("/openai/v1/chat/completions", KEY, body));
        assertEquals(
                "The tool said: rain", answer.at("/choices/0/message/content").asText());
    }

    @Test
    void aStreamedToolCallIsAnIdAndPiecesOfArguments() {
        List<String> events = stream("use tool", TOOLS);
        StringBuilder arguments = new StringBuilder();
        events.stream()
                .filter(event -> !event.equals("[DONE]"))
                .forEach(event -> arguments.append(Client.json(event)
                        .at("/choices/0/delta/tool_calls/0/function/arguments")
                        .asText()));
        assertEquals("{\"city\":\"sandbox\"}", arguments.toString());
        assertTrue(
                Client.json(events.get(1))
                        .at("/choices/0/delta/tool_calls/0/id")
                        .asText()
                        .startsWith("call_"),
                events.get(1));
    }

    @Test
    void anAnswerFitsItsSchema() {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"age\":{\"type\":\"integer\"},"
                        + "\"size\":{\"type\":\"number\"},\"ok\":{\"type\":[\"boolean\",\"null\"]},\"kind\":{\"enum\":[\"a\",\"b\"]},"
                        + "\"tags\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/tag\"}}},"
                        + "\"$defs\":{\"tag\":{\"type\":\"object\",\"properties\":{\"id\":{\"const\":3}}}}}";
        JsonNode answer = ask(
                "hi", ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":" + schema + "}}");
        assertEquals(
                Client.json(
                        "{\"name\":\"sandbox\",\"age\":7,\"size\":1.5,\"ok\":true,\"kind\":\"a\",\"tags\":[{\"id\":3}]}"),
                Client.json(answer.at("/choices/0/message/content").asText()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:x\"}}",
                "{\"type\":\"input_image\",\"image_url\":\"data:x\"}",
                "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"data\":\"x\"}}",
                "{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"x\"}}}"
            })
    void picturesAreCountedInEveryDialectsForm(String part) {
        String content = "[{\"type\":\"text\",\"text\":\"hi\"}," + part + "," + part + "]";
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]}";
        assertEquals(200, client.keyed("/openai/v1/chat/completions", KEY, body).statusCode());
        assertEquals(2, sandbox.lastCall(KEY).orElseThrow().pictures());
        assertEquals(1, books().tokens().prompt());
    }

    @Test
    void aRecursiveSchemaEnds() {
        JsonNode node = Client.json("{\"type\":\"object\",\"properties\":{\"next\":{\"$ref\":\"#\"}}}");
        assertTrue(new Fitting(node).value().toString().length() < 1000);
    }

    @Test
    void severalChoicesAreAnsweredAndBilled() {
        JsonNode answer = ask("Twelve chars", ",\"n\":3");
        assertEquals(3, answer.path("choices").size());
        assertEquals(33, answer.at("/usage/completion_tokens").asInt());
        assertEquals(
                2,
                Client.json(stream("x", ",\"n\":3").get(5))
                        .at("/choices/0/index")
                        .asInt());
    }

    @Test
    void aStopEndsTheTextBeforeIt() {
        JsonNode answer = ask("x", ",\"stop\":[\"zzz\",\" has\"]");
        assertEquals("The sandbox", answer.at("/choices/0/message/content").asText());
        assertEquals("stop", answer.at("/choices/0/finish_reason").asText());
    }

    @Test
    void thoughtsHaveTheFieldOfTheirProvider() {
        sandbox.configure(KEY, KeyBehaviour.OK.thinking("12345678"));
        String body = Client.body("");
        JsonNode deepseek = Client.json(client.keyed("/deepseek/chat/completions", KEY, body));
        assertEquals(
                "12345678", deepseek.at("/choices/0/message/reasoning_content").asText());
        assertEquals(
                2,
                deepseek.at("/usage/completion_tokens_details/reasoning_tokens").asInt());
        JsonNode openrouter = Client.json(client.keyed("/openrouter/api/v1/chat/completions", KEY, body));
        assertEquals("12345678", openrouter.at("/choices/0/message/reasoning").asText());
    }

    private JsonNode ask(String said, String more) {
        return Client.json(client.keyed("/openai/v1/chat/completions", KEY, body(said, more)));
    }

    private List<String> stream(String said, String more) {
        return Client.events(client.keyed("/openai/v1/chat/completions", KEY, body(said, more + ",\"stream\":true"))
                .body());
    }

    private static String body(String said, String more) {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + said + "\"}]" + more + "}";
    }
}
