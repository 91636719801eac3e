package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.values.TokenUsage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunks of a chat provider's stream. Only the first choice: one alone is asked for. Parts have no marked beginning or end
 * here; a part ends when another kind begins, a call when the choice ends. Confined to one stream.
 */
final class ChatSteps implements ProviderSide.StepReader {
    private enum Kind {
        THINKING,
        TEXT,
        REFUSAL
    }

    private final Sequence parts = new Sequence();
    private final Map<Integer, String> callIds = new HashMap<>();
    private @Nullable String thinkingMark;
    private boolean started;
    private boolean refused;
    private boolean called;
    private boolean stopped;
    private boolean ended;

    @Override
    public void read(JsonNode event, Consumer<Step> out) {
        JsonNode error = event.path("error");
        if (!error.isMissingNode() && !error.isNull()) {
            out.accept(ErrorFacts.failed(error));
            return;
        }
        JsonNode choice = event.path("choices").path(0);
        // Azure tells about its filters first, in a chunk that names neither id nor model.
        if (!started && (choice.isObject() || Trees.name(event, "id") != null)) {
            started = true;
            out.accept(new Step.Started(Trees.name(event, "id"), Trees.name(event, "model")));
        }
        if (choice.isObject() && !stopped) choice(choice, out);
        usage(event, choice, out);
    }

    /** Groq has it in {@code x_groq}, Moonshot in the choice. */
    private static void usage(JsonNode event, JsonNode choice, Consumer<Step> out) {
        for (JsonNode place : List.of(event, event.path("x_groq"), choice)) {
            TokenUsage usage = ChatUsage.read(place.path("usage"));
            if (usage == null) continue;
            out.accept(new Step.Used(usage));
            return;
        }
    }

    private void choice(JsonNode choice, Consumer<Step> out) {
        JsonNode delta = choice.path("delta");
        thinking(delta, out);
        content(delta.path("content"), out);
        say(Kind.REFUSAL, new Part.Refusal(""), Trees.text(delta, "refusal"), out);
        for (JsonNode call : delta.path("tool_calls")) call(call, out);
        String reason = Trees.text(choice, "finish_reason");
        if (reason != null && !reason.isEmpty()) stop(reason, choice, out);
    }

    private void thinking(JsonNode delta, Consumer<Step> out) {
        JsonNode details = delta.path(ChatReasoning.DETAILS);
        if (details.isArray() && !details.isEmpty()) {
            for (JsonNode detail : details) detail(detail, out);
            return;
        }
        for (String member : List.of(ChatReasoning.CONTENT, ChatReasoning.PLAIN)) {
            String text = Trees.text(delta, member);
            if (text == null || text.isEmpty()) continue;
            if (thinkingMark == null) thinkingMark = ChatReasoning.signature(member);
            say(Kind.THINKING, new Part.Thinking("", null), text, out);
            return;
        }
    }

    private void detail(JsonNode detail, Consumer<Step> out) {
        if (detail.hasNonNull("data")) {
            closeSaid(null, out);
            parts.begin(detail, new Part.RedactedThinking(ChatReasoning.signature(detail)), out);
            parts.close(detail, out);
            return;
        }
        if (thinkingMark == null || detail.hasNonNull("signature")) thinkingMark = ChatReasoning.signature(detail);
        say(Kind.THINKING, new Part.Thinking("", null), ChatReasoning.text(detail), out);
    }

    /** A string, or Mistral's list of parts. */
    private void content(JsonNode content, Consumer<Step> out) {
        if (content.isTextual()) say(Kind.TEXT, new Part.Text(""), content.textValue(), out);
        for (JsonNode part : content) {
            for (JsonNode thought : part.path("thinking")) {
                if (thinkingMark == null) thinkingMark = ChatReasoning.signature(ChatReasoning.CONTENT);
                say(Kind.THINKING, new Part.Thinking("", null), Trees.text(thought, "text"), out);
            }
            say(Kind.TEXT, new Part.Text(""), Trees.text(part, "text"), out);
        }
    }

    private void say(Kind kind, Part head, @Nullable String text, Consumer<Step> out) {
        if (text == null || text.isEmpty()) return;
        refused |= kind == Kind.REFUSAL;
        if (!parts.holds(kind)) {
            closeSaid(kind, out);
            parts.begin(kind, head, out);
        }
        parts.more(kind, text, out);
    }

    private void closeSaid(@Nullable Kind other, Consumer<Step> out) {
        for (Kind kind : Kind.values()) {
            if (kind == other || !parts.holds(kind)) continue;
            if (kind == Kind.THINKING && thinkingMark != null) parts.signed(kind, thinkingMark, out);
            if (kind == Kind.THINKING) thinkingMark = null;
            parts.close(kind, out);
        }
    }

    /** Gemini gives all parallel calls the index 0; they differ by id. */
    private void call(JsonNode call, Consumer<Step> out) {
        int index = call.path("index").asInt(0);
        String id = Trees.textOr(call, "id", "");
        JsonNode function = call.path("function");
        String name = Trees.textOr(function, "name", "");
        boolean another = !id.isEmpty() && !id.equals(callIds.get(index));
        if (!name.isEmpty() && (another || !parts.holds(index))) {
            closeSaid(null, out);
            callIds.put(index, id);
            called = true;
            parts.begin(index, new Part.ToolCall(id, name, ""), out);
        }
        parts.more(index, Trees.text(function, "arguments"), out);
    }

    private void stop(String reason, JsonNode choice, Consumer<Step> out) {
        if (reason.equals("error")) {
            out.accept(ErrorFacts.failed(choice.path("error")));
            return;
        }
        closeSaid(null, out);
        parts.closeAll(out);
        stopped = true;
        out.accept(new Step.Stopped(ChatReply.stop(reason, called, refused)));
    }

    @Override
    public void end(Consumer<Step> out) {
        if (!stopped || ended) return;
        ended = true;
        out.accept(new Step.Ended());
    }
}
