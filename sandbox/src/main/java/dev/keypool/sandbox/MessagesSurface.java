package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST …/messages}, the dialect of Anthropic. Thread-safe. */
final class MessagesSurface implements Surface {
    private static final Set<String> TEXTS = Set.of("text", "content", "system");

    @Override
    public ErrorForm errors() {
        return ErrorForm.ANTHROPIC;
    }

    @Override
    public Ask read(Incoming call, KeyBehaviour behaviour) {
        Ask.Wrong head = wrongHead(call);
        ObjectNode json = call.json();
        String body = json == null ? "The request body is not valid JSON." : wrongBody(json, true);
        if (head != null || body != null || json == null) {
            return head != null ? head : Ask.Wrong.because(String.valueOf(body));
        }
        return new Ask.Call(
                json.path("model").asText(),
                json.path("stream").asBoolean(),
                false,
                promptTokens(json),
                json.path("max_tokens").asInt(),
                MessagesWish.of(json),
                MessagesSurface::answer);
    }

    /** Anthropic itself wants its key in {@code x-api-key}; those who speak its dialect often take a bearer. */
    static Ask.@Nullable Wrong wrongHead(Incoming call) {
        if (call.played().name().equals("anthropic") && call.header("x-api-key").isEmpty()) {
            return new Ask.Wrong(Refusal.missingKey());
        }
        return call.header("anthropic-version").isEmpty()
                ? Ask.Wrong.because("anthropic-version: header is required")
                : null;
    }

    /** What is wrong with that body, null when nothing is. */
    static @Nullable String wrongBody(JsonNode json, boolean needsMaxTokens) {
        if (!json.path("model").isTextual()) {
            return "model: Field required";
        }
        if (needsMaxTokens && json.path("max_tokens").asInt() < 1) {
            return "max_tokens: Field required, a whole number of 1 or more";
        }
        return json.path("messages").isArray() && !json.path("messages").isEmpty()
                ? null
                : "messages: Field required, a list of at least one message";
    }

    /** Of all {@code text} and {@code content} strings of the system prompt and the messages. */
    static int promptTokens(ObjectNode json) {
        ObjectNode counted = Json.object();
        counted.set("system", json.path("system"));
        counted.set("messages", json.path("messages"));
        return Texts.tokens(counted, TEXTS);
    }

    private static Answer answer(Performance performance) {
        MessagesForm form = new MessagesForm(performance);
        return performance.ask().stream()
                ? new Answer.Pieces(new MessagesFrames(performance, form), form.usage())
                : Answer.Whole.json(form.whole(), form.usage(), performance::innerError);
    }
}
