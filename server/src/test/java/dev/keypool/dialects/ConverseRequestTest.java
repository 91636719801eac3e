package dev.keypool.dialects;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Conversation;
import dev.keypool.dialects.Ask.Delivery;
import dev.keypool.dialects.Ask.Effort;
import dev.keypool.dialects.Ask.Format;
import dev.keypool.dialects.Ask.Penalties;
import dev.keypool.dialects.Ask.Reasoning;
import dev.keypool.dialects.Ask.Role;
import dev.keypool.dialects.Ask.Sampling;
import dev.keypool.dialects.Ask.Tool;
import dev.keypool.dialects.Ask.ToolChoice;
import dev.keypool.dialects.Ask.Tooling;
import dev.keypool.dialects.Ask.Turn;
import dev.keypool.dialects.Part.Source;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Converse alone does to a request. What it has in common with others stands in the golden files. */
class ConverseRequestTest {
    private static final String CLAUDE = "eu.anthropic.claude-sonnet-4-20250514-v1:0";
    private static final String LATE_CLAUDE = "anthropic.claude-opus-4-6-v1";
    private static final String NOVA = "amazon.nova-lite-v1:0";
    private static final String NOVA_2 = "us.amazon.nova-2-lite-v1:0";
    private static final String GPT = "openai.gpt-oss-20b-1:0";
    private static final String LLAMA = "meta.llama3-1-8b-instruct-v1:0";
    private static final Delivery PLAIN = new Delivery(false, null, null, null, Map.of());
    private static final Tool TOOL = new Tool("look", "Looks.", schema("{'type':'object'}"), null, null);

    private final Losses losses = new Losses(Dialect.OPENAI_CHAT);

    private static ObjectNode schema(String json) {
        return Trees.object(json.replace('\'', '"')).orElseThrow();
    }

    private static Ask ask(String model, Turn... turns) {
        var conversation = new Conversation(List.of(), List.of(turns));
        return new Ask(model, conversation, Tooling.NONE, Sampling.DEFAULT, null, new Format.Free(), PLAIN);
    }

    private static Turn user(Part... parts) {
        return new Turn(Role.USER, List.of(parts));
    }

    private static Turn assistant(Part... parts) {
        return new Turn(Role.ASSISTANT, List.of(parts));
    }

    private static Part text(String text) {
        return new Part.Text(text);
    }

    private static Ask with(Ask ask, Tooling tooling) {
        return new Ask(
                ask.model(),
                ask.conversation(),
                tooling,
                ask.sampling(),
                ask.reasoning(),
                ask.format(),
                ask.delivery());
    }

    private static Ask with(Ask ask, Sampling sampling) {
        return new Ask(
                ask.model(),
                ask.conversation(),
                ask.tooling(),
                sampling,
                ask.reasoning(),
                ask.format(),
                ask.delivery());
    }

    private static Ask thinking(Ask ask, @Nullable Effort effort, @Nullable Long budget) {
        var reasoning = new Reasoning(effort, budget, null);
        return new Ask(
                ask.model(),
                ask.conversation(),
                ask.tooling(),
                ask.sampling(),
                reasoning,
                ask.format(),
                ask.delivery());
    }

    private static Sampling most(@Nullable Long maxTokens) {
        return new Sampling(maxTokens, 0.5, 0.9, 7L, List.of(), Penalties.NONE);
    }

    private ObjectNode request(Ask ask) {
        return new ConverseProvider().request(ask, losses);
    }

    private JsonNode first(Part... parts) {
        return request(ask(CLAUDE, user(parts))).at("/messages/0/content");
    }

    private Untranslatable refused(Ask ask) {
        return assertThrows(Untranslatable.class, () -> request(ask));
    }

    private static void same(String json, JsonNode node) {
        assertEquals(json.replace('\'', '"'), node.toString());
    }

    // What was said.

    @Test
    void theModelStandsInThePathAndNotInTheBody() {
        same("{'messages':[{'role':'user','content':[{'text':'Hi'}]}]}", request(ask(CLAUDE, user(text("Hi")))));
        assertEquals(List.of(), losses.dropped());
    }

    @Test
    void blankTextsVanishAndTheirNeighboursBecomeOne() {
        var json = request(ask(CLAUDE, user(text("a")), assistant(text(" ")), user(text(""), text("b"))));
        same("[{'role':'user','content':[{'text':'a'},{'text':'b'}]}]", json.path("messages"));
    }

    @Test
    void instructionsAloneAreTheQuestion() {
        var conversation = new Conversation(List.of(text("Be brief")), List.of());
        var ask = new Ask(CLAUDE, conversation, Tooling.NONE, Sampling.DEFAULT, null, new Format.Free(), PLAIN);
        same("{'messages':[{'role':'user','content':[{'text':'Be brief'}]}]}", request(ask));
    }

    @Test
    void aRequestWithoutAWordIsRefused() {
        assertEquals(
                "No message has any content, and Bedrock needs one. Send some text.",
                refused(ask(CLAUDE, user(text(" ")))).sentence());
    }

    @Test
    void theAssistantsLastWordEndsWithoutBlanks() {
        var json = request(ask(CLAUDE, user(text("a")), assistant(text("It is \n"))));
        assertEquals("It is", json.at("/messages/1/content/0/text").asText());
    }

    @Test
    void resultsOfToolsStandFirst() {
        var result = new Part.ToolResult("call:1", List.of(text("4")), false);
        var call = new Part.ToolCall("call:1", "look", "");
        var json = request(with(
                ask(CLAUDE, user(text("a")), assistant(call), user(text("and?"), result)),
                new Tooling(List.of(TOOL), null, null)));
        same("[{'toolUse':{'toolUseId':'call_1','name':'look','input':{}}}]", json.at("/messages/1/content"));
        same(
                "[{'toolResult':{'toolUseId':'call_1','content':[{'text':'4'}]}},{'text':'and?'}]",
                json.at("/messages/2/content"));
    }

    @Test
    void aLongIdIsCutOnBothSides() {
        String id = "x".repeat(70) + "end";
        var json = request(with(
                ask(
                        LLAMA,
                        assistant(new Part.ToolCall(id, "look", "{\"n\":1}")),
                        user(new Part.ToolResult(id, List.of(), true))),
                new Tooling(List.of(TOOL), null, null)));
        String cut = json.at("/messages/0/content/0/toolUse/toolUseId").asText();
        assertEquals(64, cut.length());
        same("{'toolUseId':'" + cut + "','content':[]}", json.at("/messages/1/content/0/toolResult"));
        assertEquals(List.of("is_error"), losses.dropped());
    }

    @Test
    void anErrorOfAToolIsToldToThoseWhoKnowIt() {
        var result = new Part.ToolResult("c", List.of(text("no")), true);
        var json = request(with(
                ask(NOVA, assistant(new Part.ToolCall("c", "look", "{}")), user(result)),
                new Tooling(List.of(TOOL), null, null)));
        assertEquals("error", json.at("/messages/1/content/0/toolResult/status").asText());
        assertEquals(List.of(), losses.dropped());
    }

    @Test
    void onlyThinkingThatBedrockSignedGoesBackToIt() {
        var own = new Part.Thinking("so", Signature.tagged(Dialect.BEDROCK_CONVERSE, "sig"));
        var sealed = new Part.RedactedThinking(Signature.tagged(Dialect.BEDROCK_CONVERSE, "c2Vh"));
        var json = request(ask(CLAUDE, user(text("a")), assistant(own, sealed, text("b"))));
        same(
                "[{'reasoningContent':{'reasoningText':{'text':'so','signature':'sig'}}},"
                        + "{'reasoningContent':{'redactedContent':'c2Vh'}},{'text':'b'}]",
                json.at("/messages/1/content"));
        assertEquals(List.of(), losses.dropped());
    }

    @Test
    void othersThinkingIsLeftOut() {
        var foreign = new Part.Thinking("so", Signature.tagged(Dialect.ANTHROPIC_MESSAGES, "sig"));
        var sealed = new Part.RedactedThinking(Signature.tagged(Dialect.ANTHROPIC_MESSAGES, "sealed"));
        var unsigned = new Part.Thinking("so", null);
        var json = request(ask(CLAUDE, user(text("a")), assistant(foreign, unsigned, sealed, text("b"))));
        same("[{'text':'b'}]", json.at("/messages/1/content"));
        assertEquals(List.of("thinking"), losses.dropped());
    }

    // Images and files.

    @ParameterizedTest
    @CsvSource({"image/png,png", "image/jpeg,jpeg", "image/jpg,jpeg", "image/gif,gif", "image/webp,webp"})
    void anImageIsSentAsItsBytes(String mediaType, String format) {
        var image = new Part.Image(new Source.Base64(mediaType, "QUJD"), "high");
        same("[{'image':{'format':'" + format + "','source':{'bytes':'QUJD'}}}]", first(image));
        assertEquals(List.of("detail"), losses.dropped());
    }

    @Test
    void anImageByUrlIsRefused() {
        var image = new Part.Image(new Source.Url("https://example.com/a.png"), null);
        var refusal = refused(ask(CLAUDE, user(image)));
        assertEquals("messages", refusal.param());
        assertEquals("Bedrock does not fetch images from URLs. Send the image itself, in base64.", refusal.sentence());
    }

    @Test
    void anImageOfAnotherTypeIsRefusedWithThoseThatAreTaken() {
        var image = new Part.Image(new Source.Base64("image/tiff", "QUJD"), null);
        assertEquals(
                "Bedrock takes no image of the media type image/tiff. It takes image/gif, image/jpeg, image/png,"
                        + " image/webp.",
                refused(ask(CLAUDE, user(image))).sentence());
    }

    @Test
    void anImageOfTheAssistantsIsRefused() {
        var image = new Part.Image(new Source.Base64("image/png", "QUJD"), null);
        assertEquals(
                "Bedrock takes images and files from the user only. Move them into a user message.",
                refused(ask(CLAUDE, user(text("a")), assistant(image))).sentence());
    }

    @Test
    void filesHaveNamesOfFewLettersAndNoTwoTheSame() {
        var pdf = new Source.Base64("application/pdf", "QUJD");
        var blocks = first(
                text("Compare"),
                new Part.Document(pdf, "Q3 report_final.pdf"),
                new Part.Document(pdf, "Q3 REPORT_final.pdf"),
                new Part.Document(pdf, "分析.pdf"),
                new Part.Document(new Source.Plain("Grüße"), null));
        assertEquals(
                List.of("Q3 report final", "Q3 REPORT final-2", "document", "document-2"),
                blocks.findValuesAsText("name"));
        assertEquals(List.of("pdf", "pdf", "pdf", "txt"), blocks.findValuesAsText("format"));
        assertEquals("R3LDvMOfZQ==", blocks.at("/4/document/source/bytes").asText());
    }

    @Test
    void aFileByUrlOrOfAnUnknownTypeIsRefused() {
        var url = new Part.Document(new Source.Url("https://example.com/a.pdf"), null);
        assertEquals(
                "Bedrock does not fetch files from URLs. Send the file itself, in base64.",
                refused(ask(CLAUDE, user(text("a"), url))).sentence());
        var zip = new Part.Document(new Source.Base64("application/zip", "QUJD"), null);
        String sentence = refused(ask(CLAUDE, user(text("a"), zip))).sentence();
        assertEquals("Bedrock takes no file of the media type application/zip.", sentence.substring(0, 56));
    }

    @Test
    void aFileWithoutAWordBesideItIsRefused() {
        var pdf = new Part.Document(new Source.Base64("application/pdf", "QUJD"), null);
        assertEquals(
                "Bedrock wants some text beside a file. Add to the message what is to be done with it.",
                refused(ask(CLAUDE, user(pdf))).sentence());
    }

    // Cache points.

    @Test
    void aCacheMarkIsABlockBehindWhatItMarks() {
        var mark = new Part.CachePoint("1h");
        same("[{'text':'a'},{'cachePoint':{'type':'default','ttl':'1h'}}]", first(mark, text("a"), mark));
        assertEquals(List.of(), losses.dropped());
    }

    @Test
    void aModelThatCachesNothingGetsNoMark() {
        var tool = new Tool("look", null, schema("{}"), null, new Part.CachePoint(null));
        var json = request(
                with(ask(LLAMA, user(text("a"), new Part.CachePoint(null))), new Tooling(List.of(tool), null, null)));
        same("[{'text':'a'}]", json.at("/messages/0/content"));
        same("[{'toolSpec':{'name':'look','inputSchema':{'json':{'type':'object'}}}}]", json.at("/toolConfig/tools"));
        assertEquals(List.of("cache_control"), losses.dropped());
    }

    // Tools.

    @Test
    void toolsAreSpecifications() {
        var tool = new Tool("look", "Looks.", schema("{'type':'object'}"), true, new Part.CachePoint(null));
        var json = request(with(
                ask("anthropic.claude-sonnet-4-5-20250929-v1:0", user(text("a"))),
                new Tooling(List.of(tool), new ToolChoice.Auto(), false)));
        same(
                "{'tools':[{'toolSpec':{'name':'look','description':'Looks.','inputSchema':{'json':{'type':'object'}},"
                        + "'strict':true}},{'cachePoint':{'type':'default'}}],'toolChoice':{'auto':{}}}",
                json.path("toolConfig"));
        assertEquals(List.of("parallel_tool_calls"), losses.dropped());
    }

    @Test
    void strictIsLostOnModelsThatDoNotKnowIt() {
        var tool = new Tool("look", null, schema("{'type':'object'}"), true, null);
        var json = request(with(ask(LLAMA, user(text("a"))), new Tooling(List.of(tool), null, true)));
        assertFalse(json.at("/toolConfig/tools/0/toolSpec").has("strict"));
        assertEquals(List.of("strict"), losses.dropped());
    }

    @Test
    void aToolMayBeDemanded() {
        var any = new Tooling(List.of(TOOL), new ToolChoice.Required(), null);
        same("{'any':{}}", request(with(ask(CLAUDE, user(text("a"))), any)).at("/toolConfig/toolChoice"));
        var named = new Tooling(List.of(TOOL), new ToolChoice.Named("look"), null);
        same(
                "{'tool':{'name':'look'}}",
                request(with(ask(CLAUDE, user(text("a"))), named)).at("/toolConfig/toolChoice"));
    }

    @Test
    void forbiddenToolsAreLeftOut() {
        var none = new Tooling(List.of(TOOL), new ToolChoice.None(), null);
        assertFalse(request(with(ask(CLAUDE, user(text("a"))), none)).has("toolConfig"));
    }

    @Test
    void toolsThatWereCalledCanBeNeitherForbiddenNorForgotten() {
        var ask = ask(CLAUDE, assistant(new Part.ToolCall("c", "look", "{}")), user(text("a")));
        var forbidden = refused(with(ask, new Tooling(List.of(TOOL), new ToolChoice.None(), null)));
        assertEquals("tool_choice", forbidden.param());
        assertEquals("tools", refused(ask).param());
        assertEquals(
                "The conversation has tool calls, and Bedrock then wants the tools as well. Send them.",
                refused(ask).sentence());
    }

    // Sampling.

    @Test
    void whatConverseKnowsOfSamplingStandsInItsConfiguration() {
        var sampling = new Sampling(100L, 1.5, 0.5, null, List.of("END"), new Penalties(0.0, 1.0, 7L));
        same(
                "{'maxTokens':100,'temperature':1.0,'topP':0.5,'stopSequences':['END']}",
                request(with(ask(CLAUDE, user(text("a"))), sampling)).path("inferenceConfig"));
        assertEquals(List.of("temperature", "frequency_penalty", "seed"), losses.dropped());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {CLAUDE + " | {'top_k':7}", NOVA + " | {'inferenceConfig':{'topK':7}}"})
    void topKStandsWhereTheFamilyLooksForIt(String model, String fields) {
        var sampling = new Sampling(null, null, null, 7L, List.of(), Penalties.NONE);
        var json = request(with(ask(model, user(text("a"))), sampling));
        same(fields, json.path("additionalModelRequestFields"));
    }

    @Test
    void topKIsLostOnOthers() {
        var sampling = new Sampling(null, null, null, 7L, List.of(), Penalties.NONE);
        assertFalse(request(with(ask(LLAMA, user(text("a"))), sampling)).has("additionalModelRequestFields"));
        assertEquals(List.of("top_k"), losses.dropped());
    }

    // Reasoning.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                CLAUDE + "      | LOW      | -     | {'thinking':{'type':'enabled','budget_tokens':LITTLE}}",
                CLAUDE + "      | -        | 2000  | {'thinking':{'type':'enabled','budget_tokens':2000}}",
                CLAUDE + "      | -        | 100   | {'thinking':{'type':'enabled','budget_tokens':1024}}",
                CLAUDE + "      | ADAPTIVE | -     | {'thinking':{'type':'enabled','budget_tokens':SOME}}",
                LATE_CLAUDE + " | ADAPTIVE | -     | {'thinking':{'type':'adaptive'}}",
                LATE_CLAUDE + " | MINIMAL  | -     | {'thinking':{'type':'adaptive'},'output_config':{'effort':'low'}}",
                LATE_CLAUDE
                        + " | XHIGH    | -     | {'thinking':{'type':'adaptive'},'output_config':{'effort':'high'}}",
                LATE_CLAUDE
                        + " | -        | 30000 | {'thinking':{'type':'adaptive'},'output_config':{'effort':'high'}}",
                NOVA_2 + "      | MINIMAL  | -     | {'reasoningConfig':{'type':'enabled','maxReasoningEffort':'low'}}",
                NOVA_2
                        + "      | HIGH     | -     | {'reasoningConfig':{'type':'enabled','maxReasoningEffort':'high'}}",
                NOVA_2
                        + "      | ADAPTIVE | -     | {'reasoningConfig':{'type':'enabled','maxReasoningEffort':'medium'}}",
                GPT + "         | MEDIUM   | -     | {'reasoning_effort':'medium'}",
                GPT + "         | MAX      | -     | {'reasoning_effort':'high'}"
            })
    void aFamilyThinksByItsOwnWord(String model, @Nullable Effort effort, @Nullable Long budget, String fields) {
        var json = request(thinking(ask(model, user(text("a"))), effort, budget));
        String numbers = fields.replace("LITTLE", "" + Efforts.budget(Effort.LOW))
                .replace("SOME", "" + Efforts.budget(Effort.ADAPTIVE));
        same(numbers, json.path("additionalModelRequestFields"));
        assertEquals(List.of(), losses.dropped());
    }

    @Test
    void aThinkingClaudeChoosesItsTokensItself() {
        var json = request(thinking(with(ask(CLAUDE, user(text("a"))), most(5_000L)), Effort.HIGH, null));
        same("{'maxTokens':5000}", json.path("inferenceConfig"));
        same("{'thinking':{'type':'enabled','budget_tokens':2500}}", json.path("additionalModelRequestFields"));
        assertEquals(List.of("temperature", "top_p", "top_k"), losses.dropped());
    }

    @Test
    void aBudgetWithoutABoundLeavesRoomForTheAnswer() {
        var json = request(thinking(ask(CLAUDE, user(text("a"))), null, 2_000L));
        same("{'maxTokens':10192}", json.path("inferenceConfig"));
        assertFalse(request(thinking(ask(LATE_CLAUDE, user(text("a"))), null, 2_000L))
                .has("inferenceConfig"));
    }

    @ParameterizedTest
    @ValueSource(strings = {NOVA, LLAMA})
    void aModelThatCannotBeToldToThinkLosesIt(String model) {
        request(thinking(ask(model, user(text("a"))), Effort.HIGH, null));
        assertEquals(List.of("reasoning"), losses.dropped());
    }

    @ParameterizedTest
    @CsvSource({CLAUDE + ",false", NOVA_2 + ",false", GPT + ",true", LLAMA + ",true"})
    void notToThinkIsSaidBySilenceWhereThatMeansIt(String model, boolean lost) {
        var json = request(thinking(ask(model, user(text("a"))), Effort.NONE, null));
        assertFalse(json.has("additionalModelRequestFields"));
        assertEquals(lost ? List.of("reasoning") : List.of(), losses.dropped());
    }

    @Test
    void thinkingIsLostWhereClaudeWouldRefuseIt() {
        var forced = new Tooling(List.of(TOOL), new ToolChoice.Required(), null);
        var narrow = new Sampling(1_024L, null, null, null, List.of(), Penalties.NONE);
        var loop = ask(
                CLAUDE,
                user(text("a")),
                assistant(new Part.ToolCall("c", "look", "{}")),
                user(new Part.ToolResult("c", List.of(text("b")), false)));
        for (Ask ask : List.of(
                with(ask(CLAUDE, user(text("a"))), forced),
                with(ask(CLAUDE, user(text("a"))), narrow),
                with(loop, new Tooling(List.of(TOOL), null, null)))) {
            assertFalse(request(thinking(ask, Effort.HIGH, null)).has("additionalModelRequestFields"));
            assertEquals(List.of("reasoning"), losses.dropped());
        }
    }

    @Test
    void aLoopThatBeganWithAThoughtGoesOnThinking() {
        var thought = new Part.Thinking("so", Signature.tagged(Dialect.BEDROCK_CONVERSE, "sig"));
        var loop = ask(
                CLAUDE,
                user(text("a")),
                assistant(thought, new Part.ToolCall("c", "look", "{}")),
                user(new Part.ToolResult("c", List.of(text("b")), false)));
        var json = request(thinking(with(loop, new Tooling(List.of(TOOL), null, null)), Effort.LOW, null));
        assertEquals(
                4096,
                json.at("/additionalModelRequestFields/thinking/budget_tokens").asInt());
    }

    // Format and delivery.

    @Test
    void aSchemaIsATextInTheOutputConfiguration() {
        var format = new Format.Schema("answer", "What it is", schema("{'type':'object'}"), true);
        var ask = ask(CLAUDE, user(text("a")));
        var json =
                request(new Ask(ask.model(), ask.conversation(), ask.tooling(), ask.sampling(), null, format, PLAIN));
        same(
                "{'textFormat':{'type':'json_schema','structure':{'jsonSchema':{'schema':"
                        + "'{\\'type\\':\\'object\\',\\'additionalProperties\\':false}','name':'answer',"
                        + "'description':'What it is'}}}}",
                json.path("outputConfig"));
    }

    @Test
    void someJsonIsAskedForInWords() {
        var ask = ask(CLAUDE, user(text("a")));
        var json = request(new Ask(
                ask.model(), ask.conversation(), ask.tooling(), ask.sampling(), null, new Format.JsonObject(), PLAIN));
        same("[{'text':'Answer with one JSON object and nothing else.'}]", json.path("system"));
        assertEquals(List.of("response_format"), losses.dropped());
    }

    @ParameterizedTest
    @CsvSource({"flex,flex", "priority,priority", "default,default", "standard_only,''"})
    void aTierThatBedrockHasIsCarried(String asked, String sent) {
        var ask = ask(CLAUDE, user(text("a")));
        var delivery = new Delivery(true, "u", schema("{'k':'v'}"), asked, Map.of());
        var json = request(
                new Ask(ask.model(), ask.conversation(), ask.tooling(), ask.sampling(), null, ask.format(), delivery));
        assertEquals(sent, json.at("/serviceTier/type").asText());
        assertEquals(
                sent.isEmpty() ? List.of("service_tier", "user", "metadata") : List.of("user", "metadata"),
                losses.dropped());
    }
}
