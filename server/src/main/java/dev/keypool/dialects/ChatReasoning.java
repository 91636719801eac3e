package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reasoning in chat messages, which OpenAI itself does not have: DeepSeek's {@code reasoning_content}, OpenRouter's {@code reasoning}
 * and {@code reasoning_details}. What a provider gave is remembered in the signature, so that it can be given back in the same member.
 */
final class ChatReasoning {
    static final String CONTENT = "reasoning_content";
    static final String PLAIN = "reasoning";
    static final String DETAILS = "reasoning_details";
    private static final String EXTRA = "extra_content";

    private ChatReasoning() {}

    /** From a client's own assistant message: what {@link #written} gave it. */
    static List<Part> ofClient(Members message) {
        JsonNode details = message.take(DETAILS);
        String content = message.text(CONTENT);
        String plain = message.text(PLAIN);
        if (details != null && details.isArray() && !details.isEmpty()) return ofDetails(details);
        String text = content != null ? content : plain;
        return text == null || text.isEmpty() ? List.of() : List.of(new Part.Thinking(text, null));
    }

    private static List<Part> ofDetails(JsonNode details) {
        List<Part> parts = new ArrayList<>();
        for (JsonNode detail : details) {
            String data = Trees.text(detail, "data");
            String text = text(detail);
            if (data != null) parts.add(new Part.RedactedThinking(data));
            else if (text != null) parts.add(new Part.Thinking(text, Trees.text(detail, "signature")));
        }
        return parts;
    }

    /** The visible text of a detail; null when it has none. */
    static @Nullable String text(JsonNode detail) {
        String text = Trees.text(detail, "text");
        return text != null ? text : Trees.text(detail, "summary");
    }

    /** From a provider's message. */
    static List<Part> ofProvider(JsonNode message) {
        JsonNode details = message.path(DETAILS);
        if (details.isArray() && !details.isEmpty()) {
            List<Part> parts = new ArrayList<>();
            for (JsonNode detail : details) ofProvider(detail, parts);
            return parts;
        }
        for (String member : List.of(CONTENT, PLAIN)) {
            String text = Trees.text(message, member);
            if (text != null && !text.isEmpty()) return List.of(new Part.Thinking(text, signature(member)));
        }
        return List.of();
    }

    private static void ofProvider(JsonNode detail, List<Part> parts) {
        String text = text(detail);
        if (detail.hasNonNull("data")) parts.add(new Part.RedactedThinking(signature(detail)));
        else if (text != null) parts.add(new Part.Thinking(text, signature(detail)));
    }

    /** Remembers the member in which a provider gave its reasoning. */
    static String signature(String member) {
        return Signature.tagged(Dialect.OPENAI_CHAT, member);
    }

    /** Remembers a detail but for its text. */
    static String signature(JsonNode detail) {
        ObjectNode kept = detail.deepCopy();
        kept.remove(List.of("text", "summary"));
        return Signature.tagged(Dialect.OPENAI_CHAT, Arguments.text(kept));
    }

    /** Gives a provider of this dialect its own reasoning back; false when it came from elsewhere. */
    static boolean giveBack(Part.Thinking thinking, ObjectNode message) {
        Optional<String> raw = thinking.signature() == null
                ? Optional.empty()
                : Signature.raw(Dialect.OPENAI_CHAT, thinking.signature());
        if (raw.isEmpty()) return false;
        Optional<ObjectNode> detail = Trees.object(raw.get());
        if (detail.isEmpty()) message.put(raw.get(), Trees.textOr(message, raw.get(), "") + thinking.text());
        else message.withArray(DETAILS).add(withText(detail.get(), thinking.text()));
        return true;
    }

    /** As {@link #giveBack(Part.Thinking, ObjectNode)}. */
    static boolean giveBack(Part.RedactedThinking thinking, ObjectNode message) {
        Optional<ObjectNode> detail =
                Signature.raw(Dialect.OPENAI_CHAT, thinking.data()).flatMap(Trees::object);
        detail.ifPresent(found -> message.withArray(DETAILS).add(found));
        return detail.isPresent();
    }

    /**
     * What a provider wants back beside a call: Gemini's signature of the thought that led to it. No other dialect has a place for it
     * at a call, so it goes as a sealed thought before the call.
     */
    static Optional<Part> besideCall(JsonNode call) {
        JsonNode extra = call.path(EXTRA);
        if (!extra.isObject()) return Optional.empty();
        ObjectNode kept = Trees.object().put("id", Trees.textOr(call, "id", ""));
        return Optional.of(new Part.RedactedThinking(signature(kept.set(EXTRA, extra))));
    }

    /** Gives it back at its call; false when the thought is none of these. */
    static boolean giveBack(Part.RedactedThinking thinking, ArrayNode calls) {
        Optional<ObjectNode> kept = Signature.raw(Dialect.OPENAI_CHAT, thinking.data())
                .flatMap(Trees::object)
                .filter(json -> json.has(EXTRA));
        for (JsonNode call : calls) {
            if (kept.isPresent() && call.path("id").equals(kept.get().get("id")))
                ((ObjectNode) call).set(EXTRA, kept.get().get(EXTRA));
        }
        return kept.isPresent();
    }

    private static ObjectNode withText(ObjectNode detail, String text) {
        return detail.put(Trees.textOr(detail, "type", "").endsWith("summary") ? "summary" : "text", text);
    }

    /** A client's detail for thinking that is signed: its text is whole, so that joining by index gives it once. */
    static ObjectNode written(Part.Thinking thinking, int index) {
        return Trees.object()
                .put("type", "reasoning.text")
                .put("text", thinking.text())
                .put("signature", thinking.signature())
                .put("index", index);
    }

    static ObjectNode written(Part.RedactedThinking thinking, int index) {
        return Trees.object()
                .put("type", "reasoning.encrypted")
                .put("data", thinking.data())
                .put("index", index);
    }

    /** Puts all reasoning of an answer into a client's message. */
    static void write(List<Part> parts, ObjectNode message) {
        var text = new StringBuilder();
        ArrayNode details = Trees.array();
        for (Part part : parts) {
            if (part instanceof Part.Thinking thinking) {
                text.append(thinking.text());
                if (thinking.signature() != null) details.add(written(thinking, details.size()));
            } else if (part instanceof Part.RedactedThinking redacted) {
                details.add(written(redacted, details.size()));
            }
        }
        if (!text.isEmpty()) message.put(CONTENT, text.toString());
        if (!details.isEmpty()) message.set(DETAILS, details);
    }
}
