package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reasoning that a translation once tagged, in a request that now passes untouched: the provider would refuse its signature. It is the
 * one thing that such a request loses, and only when a provider of another dialect answered before in the same conversation.
 */
public final class ForeignReasoning {
    private static final byte[] MARK = Signature.MARK.getBytes(StandardCharsets.US_ASCII);

    private ForeignReasoning() {}

    /**
     * The request without it: the same array when there is none, which one pass over the bytes tells.
     *
     * @param dialect of client and provider alike
     * @param body JSON as UTF-8; when it is no object, it is left as it is
     */
    public static byte[] without(Dialect dialect, byte[] body) {
        if (!isMarked(body)) return body;
        Optional<ObjectNode> json = Trees.object(body, 0, body.length);
        if (json.isEmpty()) return body;
        boolean changed = switch (dialect) {
            case OPENAI_CHAT -> ofChat(json.get().path("messages"));
            case OPENAI_RESPONSES -> removed(json.get().path("input"));
            case ANTHROPIC_MESSAGES -> ofMessages(json.get().path("messages"));
            case BEDROCK_CONVERSE -> false;
        };
        return changed ? Trees.bytes(json.get()) : body;
    }

    private static boolean isMarked(byte[] body) {
        for (int i = 0; i <= body.length - MARK.length; i++) {
            if (body[i] == MARK[0] && holds(body, i)) return true;
        }
        return false;
    }

    private static boolean holds(byte[] body, int at) {
        for (int i = 1; i < MARK.length; i++) if (body[at + i] != MARK[i]) return false;
        return true;
    }

    private static boolean ofChat(JsonNode messages) {
        boolean changed = false;
        for (JsonNode message : messages) {
            boolean marked = removed(message.path(ChatReasoning.DETAILS));
            if (marked && message instanceof ObjectNode object)
                object.remove(List.of(ChatReasoning.DETAILS, ChatReasoning.CONTENT));
            changed |= marked;
        }
        return changed;
    }

    /** A message of which nothing is left goes as well. */
    private static boolean ofMessages(JsonNode messages) {
        boolean changed = false;
        for (JsonNode message : messages) changed |= removed(message.path("content"));
        if (changed && messages instanceof ArrayNode all)
            all.removeIf(message ->
                    message.path("content").isArray() && message.path("content").isEmpty());
        return changed;
    }

    private static boolean removed(JsonNode parts) {
        int before = parts.size();
        return parts instanceof ArrayNode all
                && all.removeIf(ForeignReasoning::isForeign).size() < before;
    }

    private static boolean isForeign(JsonNode part) {
        for (String member : List.of("signature", "data", "encrypted_content")) {
            String text = Trees.textOr(part, member, "");
            if (text.startsWith(Signature.MARK) || text.startsWith(ResponsesParts.SEALED + Signature.MARK)) return true;
        }
        return false;
    }
}
