package dev.keypool.dialects;

import static dev.keypool.dialects.Dialect.ANTHROPIC_MESSAGES;
import static dev.keypool.dialects.Dialect.OPENAI_CHAT;
import static dev.keypool.dialects.Dialect.OPENAI_RESPONSES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Ways of providers, and what is told about a stream. */
final class StreamRulesTest {
    private static StreamTranslation stream(Dialect client, Dialect provider) {
        return Translator.between(client, provider).orElseThrow().stream(Goldens.asked(client));
    }

    private static String tell(StreamTranslation stream, String... events) {
        var told = new StringBuilder();
        for (String event : events) {
            byte[] bytes = Said.bytes(event);
            told.append(Goldens.text(stream.event(bytes, 0, bytes.length)));
        }
        return told.toString();
    }

    private static ObjectNode gathered(Dialect client, StreamTranslation stream, String... events) {
        return Gathered.stream(client, tell(stream, events) + Goldens.text(stream.end()));
    }

    private static String delta(String delta) {
        return "{'id':'chatcmpl-1','model':'m','choices':[{'index':0,'delta':" + delta + "}]}";
    }

    private static String finish(String reason) {
        return "{'id':'chatcmpl-1','choices':[{'index':0,'delta':{},'finish_reason':'" + reason + "'}]}";
    }

    @Test
    void aMereBeginningHasNoSubstance() {
        var stream = stream(ANTHROPIC_MESSAGES, OPENAI_CHAT);
        assertTrue(tell(stream, delta("{'role':'assistant','content':''}")).contains("message_start"));
        assertFalse(stream.substance());
        tell(stream, delta("{'content':'a'}"));
        assertTrue(stream.substance());
        assertFalse(stream.finished());
        assertThrows(IllegalStateException.class, stream::end);
    }

    @Test
    void aCallHasSubstanceBeforeItsArguments() {
        var stream = stream(ANTHROPIC_MESSAGES, OPENAI_CHAT);
        tell(stream, delta("{'tool_calls':[{'index':0,'id':'c','function':{'name':'f','arguments':''}}]}"));
        assertTrue(stream.substance());
    }

    @Test
    void aStreamThatNamedItsReasonIsWholeWithoutDone() {
        var stream = stream(ANTHROPIC_MESSAGES, OPENAI_CHAT);
        tell(stream, delta("{'content':'a'}"), finish("stop"));
        assertTrue(stream.finished());
        assertFalse(stream.ended());
        tell(stream, " [DONE]\n");
        assertTrue(stream.ended());
        assertTrue(Goldens.text(stream.end()).endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));
    }

    @Test
    void doneWithoutAReasonIsNoEnd() {
        var stream = stream(ANTHROPIC_MESSAGES, OPENAI_CHAT);
        tell(stream, delta("{'content':'a'}"), "[DONE]");
        assertFalse(stream.finished());
        assertFalse(stream.ended());
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI_CHAT", "OPENAI_RESPONSES"})
    void anErrorInAnthropicsStreamIsToldInItsOwnWords(Dialect client) {
        var stream = stream(client, ANTHROPIC_MESSAGES);
        tell(stream, "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}");
        assertEquals(
                new Fault("overloaded_error", null, "Overloaded"),
                stream.failure().orElseThrow());
        assertEquals("", tell(stream, "{'type':'message_stop'}"));
        assertFalse(stream.finished());
    }

    @Test
    void errorsInChatStreams() {
        var object = stream(ANTHROPIC_MESSAGES, OPENAI_CHAT);
        tell(object, "{'error':{'code':429,'message':'Slow down'}}");
        assertEquals(
                new Fault("upstream_error", "429", "Slow down"),
                object.failure().orElseThrow());
        var sentence = stream(ANTHROPIC_MESSAGES, OPENAI_CHAT);
        tell(sentence, "{'error':'It broke'}");
        assertEquals("It broke", sentence.failure().orElseThrow().message());
        var reason = stream(ANTHROPIC_MESSAGES, OPENAI_CHAT);
        tell(reason, delta("{'content':'a'}"), finish("error"));
        assertTrue(reason.failure().isPresent());
    }

    @Test
    void errorsInResponseStreams() {
        var event = stream(OPENAI_CHAT, OPENAI_RESPONSES);
        tell(event, "{'type':'error','code':'rate_limit_exceeded','message':'Slow down','param':null}");
        assertEquals(
                new Fault("rate_limit_exceeded", "rate_limit_exceeded", "Slow down"),
                event.failure().orElseThrow());
        var failed = stream(OPENAI_CHAT, OPENAI_RESPONSES);
        tell(failed, "{'type':'response.failed','response':{'error':{'code':'server_error','message':'Oh'}}}");
        assertEquals("server_error", failed.failure().orElseThrow().code());
        var nested = stream(OPENAI_CHAT, OPENAI_RESPONSES);
        tell(nested, "{'type':'error','error':{'type':'invalid_request_error','message':'No'}}");
        assertEquals("invalid_request_error", nested.failure().orElseThrow().type());
    }

    @Test
    void whatIsNoObjectBreaksTheStream() {
        var stream = stream(OPENAI_CHAT, ANTHROPIC_MESSAGES);
        assertEquals("", tell(stream, "{'type':'message_st"));
        assertTrue(stream.failure().isPresent());
    }

    @Test
    void eachDialectHasItsOwnLastWordsForABrokenStream() {
        var fault = new Fault("rate_limit_error", "upstream_error", "It broke.");
        assertEquals(
                "data: {\"error\":{\"message\":\"It broke.\",\"type\":\"rate_limit_error\",\"code\":\"upstream_error\",\"param\":null}}\n\n",
                Goldens.text(stream(OPENAI_CHAT, ANTHROPIC_MESSAGES).broken(fault)));
        assertEquals(
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"It broke.\"}}\n\n",
                Goldens.text(stream(ANTHROPIC_MESSAGES, OPENAI_CHAT).broken(fault)));
        assertEquals(
                "event: error\ndata: {\"type\":\"error\",\"code\":\"upstream_error\",\"message\":\"It broke.\",\"param\":null,\"sequence_number\":0}\n\n",
                Goldens.text(stream(OPENAI_RESPONSES, OPENAI_CHAT).broken(fault)));
    }

    @ParameterizedTest
    @CsvSource({"overloaded_error,overloaded_error", "timeout_error,timeout_error", "upstream_error,api_error"})
    void anthropicsClientsReadOnlyWordsOfAnthropics(String openAi, String anthropic) {
        var stream = stream(ANTHROPIC_MESSAGES, OPENAI_CHAT);
        String told = Goldens.text(stream.broken(new Fault(openAi, null, "It broke.")));
        assertTrue(told.contains("\"error\":{\"type\":\"" + anthropic + "\""), told);
    }

    @Test
    void theUsageChunkIsForThoseWhoAskedForIt() {
        var translator = Translator.between(OPENAI_CHAT, ANTHROPIC_MESSAGES).orElseThrow();
        var asked = new Asked((ObjectNode) Said.json("{'model':'m'}"), "m", 1, Goldens.ids());
        String events = Goldens.text(Goldens.bytes(Goldens.ROOT.resolve("answers/text/anthropic_messages.sse")));
        assertFalse(Goldens.stream(translator.stream(asked), events).contains("usage"));
    }

    @Test
    void azuresFirstChunkIsNoBeginning() {
        var stream = stream(ANTHROPIC_MESSAGES, OPENAI_CHAT);
        assertEquals("", tell(stream, "{'id':'','model':'','choices':[],'prompt_filter_results':[]}"));
        assertTrue(tell(stream, delta("{'role':'assistant'}")).contains("\"id\":\"msg_1\""));
        assertEquals("m", stream.model());
    }

    @Test
    void interleavedCallsComeOneAfterTheOther() {
        ObjectNode told = gathered(
                ANTHROPIC_MESSAGES,
                stream(ANTHROPIC_MESSAGES, OPENAI_CHAT),
                delta("{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{\\'x\\''}}]}"),
                delta("{'tool_calls':[{'index':1,'id':'b','function':{'name':'g','arguments':'{\\'y\\''}}]}"),
                delta("{'content':'Meanwhile'}"),
                delta(
                        "{'tool_calls':[{'index':0,'function':{'arguments':':1}'}},{'index':1,'function':{'arguments':':2}'}}]}"),
                finish("tool_calls"));
        assertEquals(Said.json("{'x':1}"), told.at("/content/0/input"));
        assertEquals(Said.json("{'y':2}"), told.at("/content/1/input"));
        assertEquals("Meanwhile", told.at("/content/2/text").asText());
        assertEquals("tool_use", told.path("stop_reason").asText());
    }

    @Test
    void parallelCallsOfOneIndexDifferById() {
        ObjectNode told = gathered(
                ANTHROPIC_MESSAGES,
                stream(ANTHROPIC_MESSAGES, OPENAI_CHAT),
                delta("{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{\\'x\\':1}'}}]}"),
                delta("{'tool_calls':[{'index':0,'id':'b','function':{'name':'f','arguments':'{}'}}]}"),
                finish("stop"));
        assertEquals(2, told.path("content").size());
        assertEquals("b", told.at("/content/1/id").asText());
        assertEquals("tool_use", told.path("stop_reason").asText());
    }

    @Test
    void aCallWithoutAnIdIsGivenOne() {
        ObjectNode told = gathered(
                ANTHROPIC_MESSAGES,
                stream(ANTHROPIC_MESSAGES, OPENAI_CHAT),
                delta("{'tool_calls':[{'function':{'name':'f','arguments':'{}'}}]}"),
                finish("tool_calls"));
        assertEquals("call_id1", told.at("/content/0/id").asText());
    }

    @Test
    void mistralsListsOfPartsAreRead() {
        ObjectNode told = gathered(
                ANTHROPIC_MESSAGES,
                stream(ANTHROPIC_MESSAGES, OPENAI_CHAT),
                delta("{'content':[{'type':'thinking','thinking':[{'type':'text','text':'Hm.'}]}]}"),
                delta("{'content':[{'type':'text','text':'Yes.'}]}"),
                finish("stop"));
        assertEquals("Hm.", told.at("/content/0/thinking").asText());
        assertEquals("Yes.", told.at("/content/1/text").asText());
    }

    @Test
    void thinkingMayComeBetweenTexts() {
        ObjectNode told = gathered(
                ANTHROPIC_MESSAGES,
                stream(ANTHROPIC_MESSAGES, OPENAI_CHAT),
                delta("{'content':'a'}"),
                delta("{'reasoning_content':'hm'}"),
                delta("{'content':'b'}"),
                delta("{'reasoning_details':[{'type':'reasoning.encrypted','data':'x'}]}"),
                finish("length"));
        assertEquals(4, told.path("content").size());
        assertEquals(
                "keypool.openai_chat.reasoning_content",
                told.at("/content/1/signature").asText());
        assertTrue(told.at("/content/3/data").asText().startsWith("keypool.openai_chat.{"));
    }

    @Test
    void usageIsFoundWhereProvidersPutIt() {
        var groq = stream(ANTHROPIC_MESSAGES, OPENAI_CHAT);
        tell(groq, "{'choices':[],'x_groq':{'usage':{'prompt_tokens':3,'completion_tokens':2}}}");
        assertEquals(new TokenUsage(3, 2, 0, 0), groq.usage());
        var moonshot = stream(ANTHROPIC_MESSAGES, OPENAI_CHAT);
        tell(
                moonshot,
                "{'choices':[{'delta':{},'finish_reason':'stop','usage':{'prompt_tokens':4,'completion_tokens':1}}]}");
        assertEquals(new TokenUsage(4, 1, 0, 0), moonshot.usage());
        var gemini = stream(ANTHROPIC_MESSAGES, OPENAI_CHAT);
        tell(gemini, "{'choices':[],'usage':{'prompt_tokens':4,'completion_tokens':1,'total_tokens':9}}");
        assertEquals(new TokenUsage(4, 5, 0, 4), gemini.usage());
        assertNull(gemini.cost());
    }

    @Test
    void theProvidersOwnPriceIsKept() {
        var stream = stream(ANTHROPIC_MESSAGES, OPENAI_CHAT);
        tell(stream, "{'choices':[],'usage':{'prompt_tokens':4,'completion_tokens':1,'cost':0.00012}}");
        assertEquals(Money.of(new BigDecimal("0.00012")), stream.cost());
        assertEquals(Money.of(new BigDecimal("0.5")), Costs.of(Said.json("{'usage':{'cost':{'total_cost':0.5}}}")));
        assertEquals(
                Money.of(new BigDecimal("0.2")), Costs.of(Said.json("{'response':{'usage':{'estimated_cost':0.2}}}")));
        assertEquals(
                Money.of(new BigDecimal("0.001")), Costs.of(Said.json("{'usage':{'cost_in_usd_ticks':10000000}}")));
        assertNull(Costs.of(Said.json("{'usage':{'cost':-1}}")));
        assertNull(Costs.of(Said.json("{'usage':{'cost':1e99}}")));
        assertNull(Costs.of(Said.json("{}")));
    }

    @Test
    void aStreamWithoutABeginningIsGivenOne() {
        var stream = stream(OPENAI_CHAT, OPENAI_RESPONSES);
        String told =
                tell(stream, "{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'a'}");
        assertTrue(told.startsWith("data: {\"id\":\"chatcmpl-id1\""), told);
        assertTrue(told.contains("\"model\":\"target-model\""));
        assertNull(stream.model());
    }

    @Test
    void whatAResponseStreamSaysOnlyAtTheEndIsNotLost() {
        ObjectNode told = gathered(
                OPENAI_CHAT,
                stream(OPENAI_CHAT, OPENAI_RESPONSES),
                "{'type':'response.output_item.done','output_index':0,'item':{'type':'reasoning','id':'rs_1','summary':[{'text':'Hm.'}]}}",
                "{'type':'response.output_text.done','output_index':1,'content_index':0,'text':'Yes.'}",
                "{'type':'response.output_item.done','output_index':2,'item':{'type':'function_call','call_id':'c','name':'f','arguments':'{\\'x\\':1}'}}",
                "{'type':'response.completed','response':{'id':'resp_1','model':'m','output':[],'usage':null}}");
        assertEquals("Hm.", told.at("/message/reasoning_content").asText());
        assertEquals("Yes.", told.at("/message/content").asText());
        assertEquals(
                "{\"x\":1}", told.at("/message/tool_calls/0/function/arguments").asText());
        assertEquals("tool_calls", told.path("finish_reason").asText());
        assertFalse(told.has("usage"));
    }

    @Test
    void whatOnlyAnthropicsOwnToolsSayIsPassedOver() {
        ObjectNode told = gathered(
                OPENAI_CHAT,
                stream(OPENAI_CHAT, ANTHROPIC_MESSAGES),
                "{'type':'message_start','message':{'id':'msg_1','model':'m','usage':{'input_tokens':5,'output_tokens':1}}}",
                "{'type':'content_block_start','index':0,'content_block':{'type':'server_tool_use','id':'s','name':'web_search','input':{}}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'input_json_delta','partial_json':'{}'}}",
                "{'type':'content_block_stop','index':0}",
                "{'type':'content_block_start','index':1,'content_block':{'type':'text','text':'Whole'}}",
                "{'type':'content_block_delta','index':1,'delta':{'type':'citations_delta','citation':{}}}",
                "{'type':'content_block_start','index':2,'content_block':{'type':'tool_use','id':'t','name':'f','input':{'x':1}}}",
                "{'type':'something_new'}",
                "{'type':'message_delta','delta':{'stop_reason':'pause_turn'},'usage':{'output_tokens':7}}",
                "{'type':'message_stop'}");
        assertEquals("Whole", told.at("/message/content").asText());
        assertEquals(
                "{\"x\":1}", told.at("/message/tool_calls/0/function/arguments").asText());
        assertEquals("stop", told.path("finish_reason").asText());
        assertEquals(5, told.at("/usage/prompt_tokens").asInt());
        assertEquals(7, told.at("/usage/completion_tokens").asInt());
    }
}
