package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Inputs that are a text, a list of texts, a list of tokens or a list of such lists. */
final class Inputs {
    private Inputs() {}

    /** Each input apart: a list of numbers is one. */
    static List<JsonNode> each(JsonNode input) {
        if (!input.isArray() || (!input.isEmpty() && input.get(0).isNumber())) {
            return List.of(input);
        }
        List<JsonNode> each = new ArrayList<>();
        input.forEach(each::add);
        return each;
    }

    /** A token in a list counts as one, a text by its length, rounded up for each; at least 1 in all. */
    static int tokens(JsonNode input) {
        int sum = each(input).stream()
                .mapToInt(one ->
                        one.isArray() ? one.size() : Script.tokens(one.asText().length()))
                .sum();
        return Math.max(1, sum);
    }
}
