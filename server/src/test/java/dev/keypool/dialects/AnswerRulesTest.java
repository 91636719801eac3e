package dev.keypool.dialects;

import static dev.keypool.dialects.Dialect.ANTHROPIC_MESSAGES;
import static dev.keypool.dialects.Dialect.OPENAI_CHAT;
import static dev.keypool.dialects.Dialect.OPENAI_RESPONSES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole answers beyond the golden files. */
final class AnswerRulesTest {
    private static Optional<Answered> answer(Dialect client, Dialect provider, String json) {
        return Translator.between(client, provider).orElseThrow().answer(Said.bytes(json), Goldens.asked(client));
    }

    private static JsonNode told(Dialect client, Dialect provider, String json) {
        return Goldens.json(answer(client, provider, json).orElseThrow().body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "OPENAI_CHAT | {'error':{'message':'No'}}",
                "OPENAI_CHAT | {'choices':[]}",
                "OPENAI_CHAT | {'choices':[{'message':{'content':'a'},'finish_reason':'error'}]}",
                "OPENAI_CHAT | {'choices':[{'message':{'content':'a'}}],'error':{'message':'No'}}",
                "OPENAI_CHAT | [1]",
                "OPENAI_RESPONSES | {'error':{'message':'No'}}",
                "OPENAI_RESPONSES | {'status':'failed','output':[]}",
                "OPENAI_RESPONSES | {'output':",
            })
    void whatIsNoAnswerIsNotTranslated(Dialect provider, String json) {
        assertTrue(answer(ANTHROPIC_MESSAGES, provider, json).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"{'type':'error','error':{'message':'No'}}", "{'type':'error','content':[]}", "{'content':'a'}"})
    void norIsAnErrorOfAnthropics(String json) {
        assertTrue(answer(OPENAI_CHAT, ANTHROPIC_MESSAGES, json).isEmpty());
    }

    @Test
    void anUnknownUsageStaysUnknownButForAnthropicsClientsWhoNeedANumber() {
        String chat = "{'id':'chatcmpl-1','choices':[{'message':{'content':'a'},'finish_reason':'stop'}]}";
        Answered answered = answer(ANTHROPIC_MESSAGES, OPENAI_CHAT, chat).orElseThrow();
        assertNull(answered.usage());
        assertNull(answered.model());
        JsonNode body = Goldens.json(answered.body());
        assertEquals(0, body.at("/usage/input_tokens").asInt(-1));
        assertEquals("target-model", body.path("model").asText());
        assertTrue(told(OPENAI_RESPONSES, OPENAI_CHAT, chat).path("usage").isNull());
        assertFalse(told(OPENAI_CHAT, ANTHROPIC_MESSAGES, "{'content':[]}").has("usage"));
    }

    @Test
    void anEmptyAnswerIsAnAnswer() {
        JsonNode chat = told(OPENAI_CHAT, ANTHROPIC_MESSAGES, "{'content':[],'stop_reason':'end_turn'}");
        assertEquals("", chat.at("/choices/0/message/content").asText("none"));
        assertTrue(chat.path("id").asText().startsWith("chatcmpl-id"));
        String empty = "{'choices':[{'message':{'content':''},'finish_reason':'stop'}]}";
        assertEquals(
                0, told(ANTHROPIC_MESSAGES, OPENAI_CHAT, empty).path("content").size());
        assertEquals(
                0, told(OPENAI_RESPONSES, OPENAI_CHAT, empty).path("output").size());
    }

    @Test
    void aCallWithoutAnIdIsGivenOneAndAnObjectForArgumentsIsTaken() {
        JsonNode told = told(
                ANTHROPIC_MESSAGES,
                OPENAI_CHAT,
                "{'choices':[{'message':{'content':null,'tool_calls':[{'function':{'name':'f','arguments':{'x':1}}}]},'finish_reason':'stop'}]}");
        assertTrue(told.at("/content/0/id").asText().startsWith("call_id"));
        assertEquals(1, told.at("/content/0/input/x").asInt());
        assertEquals("tool_use", told.path("stop_reason").asText());
    }

    @Test
    void mistralsListsOfPartsAreRead() {
        JsonNode told = told(
                ANTHROPIC_MESSAGES,
                OPENAI_CHAT,
                "{'choices':[{'message':{'content':[{'type':'thinking','thinking':[{'text':'Hm.'}]},{'type':'text','text':'Yes.'}]},'finish_reason':'stop'}]}");
        assertEquals("Hm.", told.at("/content/0/thinking").asText());
        assertEquals("Yes.", told.at("/content/1/text").asText());
    }

    @Test
    void aResponseRepeatsItsRequest() {
        ObjectNode body = (ObjectNode)
                Said.json("{'model':'alias','instructions':'Be brief.','temperature':0.5,'metadata':{'a':'b'},"
                        + "'tools':[{'type':'function','name':'f','parameters':{},'strict':true}],'tool_choice':'required','parallel_tool_calls':false,"
                        + "'reasoning':{'effort':'low'},'text':{'verbosity':'low'},'max_output_tokens':5}");
        var asked = new Asked(body, "m", 7, Goldens.ids());
        JsonNode told = Goldens.json(Translator.between(OPENAI_RESPONSES, OPENAI_CHAT)
                .orElseThrow()
                .answer(Said.bytes("{'choices':[{'message':{'content':'a'},'finish_reason':'stop'}]}"), asked)
                .orElseThrow()
                .body());
        for (String name : new String[] {
            "instructions",
            "temperature",
            "metadata",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "reasoning",
            "max_output_tokens"
        }) assertEquals(body.get(name), told.get(name), name);
        assertEquals(Said.json("{'verbosity':'low','format':{'type':'text'}}"), told.get("text"));
        assertEquals("m", told.path("model").asText());
        assertEquals(7, told.path("created_at").asInt());
    }

    @Test
    void reasoningIsSealedOnlyForThoseWhoAskedForIt() {
        var asked = new Asked((ObjectNode) Said.json("{'model':'alias'}"), "m", 7, Goldens.ids());
        JsonNode told = Goldens.json(Translator.between(OPENAI_RESPONSES, ANTHROPIC_MESSAGES)
                .orElseThrow()
                .answer(Goldens.bytes(Goldens.ROOT.resolve("answers/thinking/anthropic_messages.json")), asked)
                .orElseThrow()
                .body());
        assertFalse(told.at("/output/0").has("encrypted_content"));
        assertFalse(told.at("/output/1").has("encrypted_content"));
    }

    @Test
    void sealedReasoningComesBackToItsProviderThroughEachClient() {
        byte[] answer = Goldens.bytes(Goldens.ROOT.resolve("answers/thinking/anthropic_messages.json"));
        JsonNode responses = told(OPENAI_RESPONSES, ANTHROPIC_MESSAGES, Goldens.text(answer));
        JsonNode chat = told(OPENAI_CHAT, ANTHROPIC_MESSAGES, Goldens.text(answer));
        ObjectNode input = Trees.object().put("model", "m");
        input.set("input", responses.get("output"));
        ObjectNode messages = Trees.object().put("model", "m");
        messages.putArray("messages").add(chat.at("/choices/0/message"));
        JsonNode given = Goldens.json(answer).path("content");
        assertEquals(given, back(OPENAI_RESPONSES, input));
        assertEquals(given, back(OPENAI_CHAT, messages));
    }

    private static JsonNode back(Dialect client, ObjectNode body) {
        var ready = Said.ready(client, ANTHROPIC_MESSAGES, "claude-sonnet-4-5", Goldens.text(Trees.bytes(body)));
        return Said.body(ready).at("/messages/0/content");
    }
}
