package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** A tool call's arguments: text in OpenAI's dialects, an object in the others. */
final class Arguments {
    /** Where a text stands that the model wrote and that is no object; the name which Anthropic's documents give it. */
    private static final String INVALID = "INVALID_JSON";

    private Arguments() {}

    /** The object; a text that is none becomes the one member {@code INVALID_JSON}, since a model's slip must not end a conversation. */
    static ObjectNode object(String text) {
        if (text.isBlank()) return Trees.object();
        return Trees.object(text).orElseGet(() -> Trees.object().put(INVALID, text));
    }

    /** The text of an object, as short as may be. */
    static String text(JsonNode object) {
        return new String(Trees.bytes(object), StandardCharsets.UTF_8);
    }
}
