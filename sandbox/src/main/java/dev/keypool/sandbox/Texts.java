package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** The texts of a request, which is what its tokens are counted by. */
final class Texts {
    private Texts() {}

    /** Tokens of all strings under one of those names, at any depth: one per started four characters, at least 1. */
    static int tokens(JsonNode json, Set<String> names) {
        return Math.max(1, Script.tokens(characters(json, names)));
    }

    private static long characters(JsonNode json, Set<String> names) {
        long sum = 0;
        for (JsonNode item : json) {
            sum += json.isArray() ? characters(item, names) : 0;
        }
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            JsonNode value = field.getValue();
            boolean counts = value.isTextual() && names.contains(field.getKey());
            sum += counts ? value.textValue().length() : characters(value, names);
        }
        return sum;
    }

    /** A content that is a string or a list of parts with {@code text}. */
    static String joined(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part ->
                text.append(part.isTextual() ? part.asText() : part.path("text").asText("")));
        return text.toString();
    }
}
