package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The dialect of OpenAI's Responses. */
class ResponsesTest extends SandboxCase {
    private static final String TOOLS = ",\"tools\":[{\"type\":\"function\",\"name\":\"weather\",\"parameters\":"
            + "{\"type\":\"object\",\"properties\":{\"city\":{\"enum\":[\"Oslo\",\"Rome\"]}}}}]";

    ResponsesTest() throws IOException {}

    @Test
    void anAnswerHasTheFieldsOfTheDialect() {
        JsonNode answer = Client.json(client.keyed(
                "/openai/v1/responses", KEY, "{\"model\":\"m\",\"input\":\"Twelve chars\",\"instructions\":\"1234\"}"));
        assertEquals("completed", answer.path("status").asText());
        assertEquals(Reply.USUAL.text(), answer.at("/output/0/content/0/text").asText());
        assertEquals(4, answer.at("/usage/input_tokens").asInt());
        assertEquals(11, answer.at("/usage/output_tokens").asInt());
        assertEquals("1234", answer.path("instructions").asText());
    }

    @Test
    void eventsAreNumberedInOrderAndTheLastCarriesTheWhole() {
        sandbox.configure(KEY, KeyBehaviour.OK.thinking("Hm."));
        String stream = ask("hi", ",\"stream\":true");
        List<String> names = Client.names(stream);
        assertEquals("response.created", names.getFirst());
        assertEquals("response.completed", names.getLast());
        int number = 0;
        for (String name : names.stream().distinct().toList()) {
            assertFalse(Client.data(stream, name).isEmpty(), name);
        }
        for (String event : Client.events(stream.replaceAll("event: [^\n]+\n", ""))) {
            assertEquals(number++, Client.json(event).path("sequence_number").asInt(-1));
        }
        StringBuilder text = new StringBuilder();
        Client.data(stream, "response.output_text.delta")
                .forEach(event -> text.append(event.path("delta").asText()));
        JsonNode last = Client.data(stream, "response.completed").getFirst().path("response");
        assertEquals(Reply.USUAL.text(), text.toString());
        assertEquals("reasoning", last.at("/output/0/type").asText());
        assertEquals(text.toString(), last.at("/output/1/content/0/text").asText());
        assertEquals(12, last.at("/usage/output_tokens").asInt());
    }

    @Test
    void aFunctionIsCalledAndItsOutputToldBack() {
        JsonNode answer = Client.json(
                client.keyed("/openai/v1/responses", KEY, "{\"model\":\"m\",\"input\":\"use tool\"" + TOOLS + "}"));
        JsonNode call = answer.at("/output/0");
        assertEquals(
                "function_call weather",
                call.path("type").asText() + " " + call.path("name").asText());
        assertEquals("{\"city\":\"Oslo\"}", call.path("arguments").asText());
        String stream = ask("use tool", TOOLS + ",\"stream\":true");
        JsonNode done =
                Client.data(stream, "response.function_call_arguments.done").getFirst();
        assertEquals("{\"city\":\"Oslo\"}", done.path("arguments").asText());
        JsonNode told = Client.json(client.keyed(
                "/openai/v1/responses",
                KEY,
                "{\"model\":\"m\",\"input\":[{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"rain\"}]"
                        + TOOLS + "}"));
        assertEquals("The tool said: rain", told.at("/output/0/content/0/text").asText());
    }

    @Test
    void aCutAnswerIsIncompleteAndAFailedStreamEndsWithAnError() {
        JsonNode cut = Client.json(
                client.keyed("/openai/v1/responses", KEY, "{\"model\":\"m\",\"input\":\"x\",\"max_output_tokens\":2}"));
        assertEquals("incomplete", cut.path("status").asText());
        assertEquals("max_output_tokens", cut.at("/incomplete_details/reason").asText());
        assertEquals(
                "response.incomplete",
                Client.names(ask("x", ",\"stream\":true,\"max_output_tokens\":2"))
                        .getLast());
        fault(Fault.of(Mode.ERROR_IN_200).afterChunks(1));
        assertEquals("error", Client.names(ask("x", ",\"stream\":true")).getLast());
        fault(Fault.of(Mode.MISSING_DONE));
        assertTrue(
                Client.data(ask("x", ",\"stream\":true"), "response.completed").isEmpty());
    }

    private String ask(String said, String more) {
        String input = "[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"" + said + "\"}]}]";
        return client.keyed("/openai/v1/responses", KEY, "{\"model\":\"m\",\"input\":" + input + more + "}")
                .body();
    }
}
