package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code POST …/messages/count_tokens}: counted and limited as any call, billed nothing. Thread-safe. */
final class CountTokensSurface implements Surface {
    @Override
    public ErrorForm errors() {
        return ErrorForm.ANTHROPIC;
    }

    @Override
    public Ask read(Incoming call, KeyBehaviour behaviour) {
        Ask.Wrong head = MessagesSurface.wrongHead(call);
        ObjectNode json = call.json();
        String body = json == null ? "The request body is not valid JSON." : MessagesSurface.wrongBody(json, false);
        if (head != null || body != null || json == null) {
            return head != null ? head : Ask.Wrong.because(String.valueOf(body));
        }
        int tokens = MessagesSurface.promptTokens(json);
        return Ask.Call.plain(
                json.path("model").asText(),
                tokens,
                performance ->
                        Answer.Whole.json("{\"input_tokens\":" + tokens + "}", Usage.NOTHING, performance::innerError));
    }
}
