package dev.keypool.dialects;

import static dev.keypool.dialects.Dialect.ANTHROPIC_MESSAGES;
import static dev.keypool.dialects.Dialect.OPENAI_CHAT;
import static dev.keypool.dialects.Dialect.OPENAI_RESPONSES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of requests that golden files show only by the way. */
final class RequestRulesTest {
    private static final String HI = "'model':'m','messages':[{'role':'user','content':'Hi'}]";

    private static Translation.Ready toClaude(String model, String members) {
        return Said.ready(OPENAI_CHAT, ANTHROPIC_MESSAGES, model, "{" + HI + members + "}");
    }

    @Test
    void noTranslatorBetweenThoseWhoSpeakTheSame() {
        for (Dialect dialect : Dialect.values())
            assertTrue(Translator.between(dialect, dialect).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5.1, max_completion_tokens",
        "o3-mini, max_completion_tokens",
        "openai/gpt-5-nano, max_completion_tokens",
        "gpt-4o, max_tokens",
        "llama-3.3-70b, max_tokens",
        "qwen/qwen3-o1-like, max_tokens",
    })
    void theMostTokensGoByTheNameThatTheModelTakes(String model, String member) {
        var ready = Said.ready(ANTHROPIC_MESSAGES, OPENAI_CHAT, model, "{'max_tokens':7," + HI + "}");
        assertEquals(7, Said.body(ready).path(member).asInt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"claude-opus-4-6", "claude-sonnet-5", "anthropic/claude-sonnet-4.6", "claude-opus-4-7-20260401"})
    void newClaudesDoseTheirThinkingThemselves(String model) {
        ObjectNode body = Said.body(toClaude(model, ",'reasoning_effort':'minimal'"));
        assertEquals(Said.json("{'type':'adaptive'}"), body.get("thinking"));
        assertEquals("low", body.at("/output_config/effort").asText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claude-sonnet-4-5-20250929",
                "claude-3-7-sonnet-20250219",
                "claude-opus-4-20250514",
                "MiniMax-M2"
            })
    void olderOnesAndOthersGetABudget(String model) {
        ObjectNode body = Said.body(toClaude(model, ",'reasoning_effort':'low'"));
        assertEquals(Said.json("{'type':'enabled','budget_tokens':4096}"), body.get("thinking"));
        assertEquals(4_096 + 8_192, body.path("max_tokens").asInt());
    }

    @ParameterizedTest
    @CsvSource({"claude-opus-4-6, high", "claude-opus-4-7, xhigh"})
    void aVeryHighEffortIsSaidToThoseWhoKnowIt(String model, String effort) {
        ObjectNode body = Said.body(toClaude(model, ",'reasoning_effort':'xhigh'"));
        assertEquals(effort, body.at("/output_config/effort").asText());
    }

    @Test
    void aBudgetStaysBelowTheMostTokensThatTheClientNamed() {
        ObjectNode body = Said.body(toClaude("claude-sonnet-4-5", ",'reasoning_effort':'high','max_tokens':6000"));
        assertEquals(6_000, body.path("max_tokens").asInt());
        assertEquals(3_000, body.at("/thinking/budget_tokens").asInt());
    }

    @Test
    void whereNoBudgetFitsThereIsNoThinking() {
        var ready = toClaude("claude-sonnet-4-5", ",'reasoning_effort':'high','max_tokens':1000");
        assertFalse(Said.body(ready).has("thinking"));
        assertEquals(List.of("reasoning"), ready.dropped());
    }

    @Test
    void noThinkingWhereAToolIsForced() {
        var ready = toClaude(
                "claude-opus-4-6",
                ",'reasoning_effort':'high','tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'required'");
        assertFalse(Said.body(ready).has("thinking"));
        assertEquals(List.of("reasoning"), ready.dropped());
    }

    @Test
    void aLoopOfToolCallsThatBeganWithoutThoughtGoesOnWithout() {
        var ready = Said.ready(
                OPENAI_CHAT,
                ANTHROPIC_MESSAGES,
                "claude-sonnet-4-5",
                "{'model':'m','reasoning_effort':'high','messages':[{'role':'user','content':'Hi'},"
                        + "{'role':'assistant','content':null,'tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'c','content':'x'}]}");
        assertFalse(Said.body(ready).has("thinking"));
        assertEquals(List.of("reasoning"), ready.dropped());
    }

    @Test
    void aLoopThatBeganWithAThoughtGoesOnWithIt() {
        var ready = Said.ready(
                OPENAI_CHAT,
                ANTHROPIC_MESSAGES,
                "claude-sonnet-4-5",
                "{'model':'m','reasoning_effort':'high','messages':[{'role':'user','content':'Hi'},"
                        + "{'role':'assistant','content':null,'reasoning_content':'Hm.','reasoning_details':["
                        + "{'type':'reasoning.text','text':'Hm.','signature':'keypool.anthropic_messages.S=','index':0},"
                        + "{'type':'reasoning.encrypted','data':'keypool.anthropic_messages.D=','index':1}],"
                        + "'tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'c','content':'x'}]}");
        var blocks = Said.body(ready).at("/messages/1/content");
        assertEquals(Said.json("{'type':'thinking','thinking':'Hm.','signature':'S='}"), blocks.get(0));
        assertEquals(Said.json("{'type':'redacted_thinking','data':'D='}"), blocks.get(1));
        assertEquals(16_384, Said.body(ready).at("/thinking/budget_tokens").asInt());
        assertEquals(List.of(), ready.dropped());
    }

    @Test
    void whatThinkingForbidsIsLeftOut() {
        var ready = toClaude("claude-opus-4-6", ",'reasoning_effort':'high','temperature':0.2,'top_p':0.5,'top_k':3");
        assertEquals(List.of("temperature", "top_p", "top_k"), ready.dropped());
        for (String name : ready.dropped()) assertFalse(Said.body(ready).has(name));
    }

    @Test
    void aTemperatureBeyondTheProvidersScaleIsItsHighest() {
        var ready = toClaude("claude-opus-4-6", ",'temperature':1.5");
        assertEquals(1.0, Said.body(ready).path("temperature").asDouble());
        assertEquals(List.of("temperature"), ready.dropped());
    }

    @Test
    void openRoutersReasoningObjectIsUnderstood() {
        ObjectNode budget = Said.body(toClaude("claude-sonnet-4-5", ",'reasoning':{'max_tokens':2000,'exclude':true}"));
        assertEquals(2_000, budget.at("/thinking/budget_tokens").asInt());
        ObjectNode enabled = Said.body(toClaude("claude-sonnet-4-5", ",'reasoning':{'enabled':true}"));
        assertEquals(8_192, enabled.at("/thinking/budget_tokens").asInt());
        assertFalse(Said.body(toClaude("claude-sonnet-4-5", ",'reasoning':{'enabled':false}"))
                .has("thinking"));
        assertFalse(Said.body(toClaude("claude-sonnet-4-5", ",'reasoning':{'effort':'none'}"))
                .has("thinking"));
    }

    @Test
    void strictToolsAreSaidToClaudesThatHaveThem() {
        String tools = ",'tools':[{'type':'function','function':{'name':'f','strict':true}}]";
        assertTrue(Said.body(toClaude("claude-sonnet-4-5", tools))
                .at("/tools/0/strict")
                .asBoolean());
        var old = toClaude("claude-opus-4-1", tools);
        assertTrue(Said.body(old).at("/tools/0/strict").isMissingNode());
        assertEquals(List.of("strict"), old.dropped());
    }

    @Test
    void blankTextsAndEmptyTurnsAreNotSentToClaude() {
        var ready = Said.ready(
                OPENAI_CHAT,
                ANTHROPIC_MESSAGES,
                "claude-sonnet-4-5",
                "{'model':'m','messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':' '},"
                        + "{'role':'user','content':'Go on'},{'role':'assistant','content':'So \\n'}]}");
        var messages = Said.body(ready).path("messages");
        assertEquals(3, messages.size());
        assertEquals("So", messages.at("/2/content/0/text").asText());
    }

    @Test
    void argumentsThatAModelMisspeltStayReadable() {
        var ready = Said.ready(
                OPENAI_CHAT,
                ANTHROPIC_MESSAGES,
                "claude-sonnet-4-5",
                "{'model':'m','messages':[{'role':'user','content':'Hi'},{'role':'assistant','tool_calls':"
                        + "[{'id':'c','type':'function','function':{'name':'f','arguments':'{oops'}}]},"
                        + "{'role':'tool','tool_call_id':'c','content':''}]}");
        assertEquals(
                "{oops",
                Said.body(ready).at("/messages/1/content/0/input/INVALID_JSON").asText());
        assertFalse(Said.body(ready).at("/messages/2/content/0").has("content"));
    }

    @Test
    void aChatProviderGetsItsReasoningBackOnlyWithinALoop() {
        String thought = "{'role':'assistant','content':[{'type':'thinking','thinking':'Hm.','signature':"
                + "'keypool.openai_chat.{\\'type\\':\\'reasoning.text\\',\\'signature\\':\\'s\\'}'},"
                + "{'type':'redacted_thinking','data':'keypool.openai_chat.{\\'type\\':\\'reasoning.encrypted\\',\\'data\\':\\'d\\'}'},"
                + "{'type':'tool_use','id':'c','name':'f','input':{}}]}";
        String result = "{'role':'user','content':[{'type':'tool_result','tool_use_id':'c','content':'x'}%s]}";
        String json = "{'max_tokens':9,'messages':[{'role':'user','content':'Hi'}," + thought + "," + result + "]}";
        var within = Said.ready(ANTHROPIC_MESSAGES, OPENAI_CHAT, "m", json.formatted(""));
        assertEquals(
                Said.json("{'a':[{'type':'reasoning.text','signature':'s','text':'Hm.'},"
                                + "{'type':'reasoning.encrypted','data':'d'}]}")
                        .get("a"),
                Said.body(within).at("/messages/1/reasoning_details"));
        var beyond = Said.ready(ANTHROPIC_MESSAGES, OPENAI_CHAT, "m", json.formatted(",{'type':'text','text':'Next'}"));
        assertFalse(Said.body(beyond).at("/messages/1").has("reasoning_details"));
        assertEquals(List.of("thinking"), beyond.dropped());
    }

    @Test
    void notToThinkIsSaidByNoWord() {
        var ready = Said.ready(
                ANTHROPIC_MESSAGES, OPENAI_CHAT, "m", "{'max_tokens':9,'thinking':{'type':'disabled'}," + HI + "}");
        assertFalse(Said.body(ready).has("reasoning_effort"));
    }

    @Test
    void aThinkingThatTheModelDosesIsLeftToTheModel() {
        String json = "{'max_tokens':9,'thinking':{'type':'adaptive'}," + HI + "}";
        assertFalse(Said.body(Said.ready(ANTHROPIC_MESSAGES, OPENAI_CHAT, "m", json))
                .has("reasoning_effort"));
        var responses = Said.body(Said.ready(ANTHROPIC_MESSAGES, OPENAI_RESPONSES, "m", json));
        assertEquals(Said.json("{'summary':'auto'}"), responses.get("reasoning"));
    }

    @Test
    void aMarkOnTheWholeRequestStandsBehindItsLastBlock() {
        var ready = Said.ready(
                ANTHROPIC_MESSAGES,
                OPENAI_CHAT,
                "m",
                "{'max_tokens':9,'cache_control':{'type':'ephemeral'}," + HI + "}");
        assertEquals(List.of("cache_control"), ready.dropped());
        assertEquals("Hi", Said.body(ready).at("/messages/0/content").asText());
    }

    @Test
    void systemMessagesInTheMidstMoveToTheBeginning() {
        var ready = Said.ready(
                ANTHROPIC_MESSAGES,
                OPENAI_CHAT,
                "m",
                "{'max_tokens':9,'messages':[{'role':'user','content':'Hi'},{'role':'system','content':'Be kind.'}]}");
        assertEquals("Be kind.", Said.body(ready).at("/messages/0/content").asText());
        assertEquals("system", Said.body(ready).at("/messages/0/role").asText());
    }

    @Test
    void whatTheAnswerMustKnowHoldsNoConversation() {
        assertFalse(toClaude("claude", ",'user':'u'").asked().body().has("messages"));
        assertEquals(
                "u",
                toClaude("claude", ",'user':'u'").asked().body().path("user").asText());
    }

    @Test
    void hugeNumbersInSchemasAreCarriedAsTheyAre() {
        var ready = toClaude(
                "claude",
                ",'tools':[{'type':'function','function':{'name':'f','parameters':{'type':'object','maximum':1e999999999}}}]");
        assertTrue(Goldens.text(ready.body()).contains("1E+999999999"));
    }

    @Test
    void whetherTheClientWantsAStreamIsTold() {
        assertTrue(toClaude("claude", ",'stream':true").stream());
        assertFalse(toClaude("claude", ",'stream':false").stream());
    }
}
