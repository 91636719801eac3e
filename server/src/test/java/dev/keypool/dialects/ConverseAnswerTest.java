package dev.keypool.dialects;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keypool.dialects.Reply.Reason;
import dev.keypool.dialects.Reply.Stop;
import dev.keypool.values.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole answers and streams of Converse. */
class ConverseAnswerTest {
    private static final String SIGNED = Signature.tagged(Dialect.BEDROCK_CONVERSE, "sig");
    private static final String SEALED = Signature.tagged(Dialect.BEDROCK_CONVERSE, "c2Vh");

    private final List<Step> steps = new ArrayList<>();
    private final ProviderSide.StepReader reader = new ConverseProvider().steps();

    private static Optional<Reply> reply(String json) {
        return new ConverseProvider()
                .reply(Trees.object(json.replace('\'', '"')).orElseThrow());
    }

    private static Reply answer(String content) {
        return reply("{'output':{'message':{'role':'assistant','content':" + content + "}},'stopReason':'end_turn'}")
                .orElseThrow();
    }

    /** The event as its frame's reader makes it. */
    private void read(String name, String payload) {
        read(Frames.event(name, payload.replace('\'', '"')));
    }

    private void read(byte[] frame) {
        new EventStream(json -> reader.read(
                        Trees.object(new String(json, StandardCharsets.UTF_8)).orElseThrow(), steps::add))
                .feed(frame);
    }

    // Whole answers.

    @Test
    void everyKindOfBlockIsRead() {
        Reply reply = answer("""
                [{'reasoningContent':{'reasoningText':{'text':'so','signature':'sig'}}},
                 {'reasoningContent':{'reasoningText':{'text':'unsigned'}}},
                 {'reasoningContent':{'redactedContent':'c2Vh'}},
                 {'text':'Hi'},
                 {'citationsContent':{'content':[{'text':'As '},{'text':'told'}],'citations':[]}},
                 {'toolUse':{'toolUseId':'t1','name':'look','input':{'n':1}}},
                 {'video':{'format':'mp4'}},
                 {'reasoningContent':{}}]
                """);
        assertEquals(
                List.of(
                        new Part.Thinking("so", SIGNED),
                        new Part.Thinking("unsigned", null),
                        new Part.RedactedThinking(SEALED),
                        new Part.Text("Hi"),
                        new Part.Text("As told"),
                        new Part.ToolCall("t1", "look", "{\"n\":1}")),
                reply.parts());
        assertEquals(Optional.empty(), Optional.ofNullable(reply.usage()));
        assertEquals(Optional.empty(), Optional.ofNullable(reply.model()));
    }

    @Test
    void whatIsNoAnswerIsNone() {
        assertEquals(Optional.empty(), reply("{'message':'Too many requests'}"));
        assertEquals(Optional.empty(), reply("{'output':{'message':{'content':'text'}}}"));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn,END",
        "max_tokens,LENGTH",
        "model_context_window_exceeded,LENGTH",
        "tool_use,TOOL_CALLS",
        "stop_sequence,STOP_SEQUENCE",
        "guardrail_intervened,CONTENT_FILTER",
        "content_filtered,CONTENT_FILTER",
        "malformed_tool_use,END"
    })
    void theStopReasonIsTranslated(String word, Reason reason) {
        assertEquals(Stop.of(reason), ConverseWords.stop(word));
    }

    @Test
    void theCachesTokensAreInputToo() {
        Reply reply = reply("{'output':{'message':{'content':[]}},'usage':{'inputTokens':10,'outputTokens':5,"
                        + "'totalTokens':145,'cacheReadInputTokens':100,'cacheWriteInputTokens':30}}")
                .orElseThrow();
        assertEquals(new TokenUsage(140, 5, 100, 0, 30), reply.usage());
    }

    // Streams.

    @Test
    void aStreamIsReadStepByStep() {
        read("messageStart", "{'role':'assistant','p':'abcd'}");
        read("contentBlockDelta", "{'contentBlockIndex':0,'delta':{'reasoningContent':{'text':'so'}}}");
        read("contentBlockDelta", "{'contentBlockIndex':0,'delta':{'reasoningContent':{'signature':'sig'}}}");
        read("contentBlockStop", "{'contentBlockIndex':0}");
        read("contentBlockDelta", "{'contentBlockIndex':1,'delta':{'text':'H'}}");
        read("contentBlockDelta", "{'contentBlockIndex':1,'delta':{'text':'i'}}");
        read("contentBlockStop", "{'contentBlockIndex':1}");
        read("contentBlockStart", "{'contentBlockIndex':2,'start':{'toolUse':{'toolUseId':'t1','name':'look'}}}");
        read("contentBlockDelta", "{'contentBlockIndex':2,'delta':{'toolUse':{'input':''}}}");
        read("contentBlockDelta", "{'contentBlockIndex':2,'delta':{'toolUse':{'input':'{}'}}}");
        read("contentBlockStop", "{'contentBlockIndex':2}");
        read("messageStop", "{'stopReason':'tool_use'}");
        read("metadata", "{'usage':{'inputTokens':3,'outputTokens':2,'totalTokens':5},'metrics':{'latencyMs':9}}");
        reader.end(steps::add);
        assertEquals(
                List.of(
                        new Step.Started(null, null),
                        new Step.Begun(new Part.Thinking("", null)),
                        new Step.More("so"),
                        new Step.Signed(SIGNED),
                        new Step.Closed(),
                        new Step.Begun(new Part.Text("")),
                        new Step.More("H"),
                        new Step.More("i"),
                        new Step.Closed(),
                        new Step.Begun(new Part.ToolCall("t1", "look", "")),
                        new Step.More("{}"),
                        new Step.Closed(),
                        new Step.Stopped(Stop.of(Reason.TOOL_CALLS)),
                        new Step.Used(new TokenUsage(3, 2, 0, 0)),
                        new Step.Ended()),
                steps);
    }

    @Test
    void sealedThinkingComesWhole() {
        read("contentBlockDelta", "{'contentBlockIndex':0,'delta':{'reasoningContent':{'redactedContent':'c2Vh'}}}");
        read("contentBlockStop", "{'contentBlockIndex':0}");
        assertEquals(
                List.of(
                        new Step.Started(null, null),
                        new Step.Begun(new Part.RedactedThinking(SEALED)),
                        new Step.Closed()),
                steps);
    }

    @Test
    void aStreamWithoutUsageIsWholeAllTheSame() {
        read("messageStart", "{'role':'assistant'}");
        read("contentBlockDelta", "{'contentBlockIndex':0,'delta':{'text':'H'}}");
        read("messageStop", "{'stopReason':'end_turn'}");
        reader.end(steps::add);
        reader.end(steps::add);
        assertEquals(
                List.of(new Step.Closed(), new Step.Stopped(Stop.of(Reason.END)), new Step.Ended()),
                steps.subList(steps.size() - 3, steps.size()));
    }

    @Test
    void aStreamThatWasCutDoesNotEnd() {
        read("messageStart", "{'role':'assistant'}");
        read("contentBlockDelta", "{'contentBlockIndex':0,'delta':{'text':'H'}}");
        reader.end(steps::add);
        assertEquals(new Step.More("H"), steps.getLast());
    }

    @Test
    void anExceptionIsTheLastThingThatIsSaid() {
        read("messageStart", "{'role':'assistant'}");
        read(Frames.exception("throttlingException", "{\"message\":\"Too many tokens\"}"));
        read("contentBlockDelta", "{'contentBlockIndex':0,'delta':{'text':'H'}}");
        reader.end(steps::add);
        assertEquals(
                List.of(new Step.Started(null, null), new Step.Failed("throttlingException", null, "Too many tokens")),
                steps);
    }

    @Test
    void anExceptionWithoutAMessageIsToldByItsName() {
        read(Frames.exception("modelStreamErrorException", ""));
        assertEquals(List.of(new Step.Failed("modelStreamErrorException", null, "modelStreamErrorException")), steps);
    }

    @Test
    void whatAwsMayAddOneDayIsPassedOver() {
        read("newEvent", "{'x':1}");
        read("contentBlockStart", "{'contentBlockIndex':0,'start':{'image':{'format':'png'}}}");
        assertEquals(List.of(), steps);
    }
}
