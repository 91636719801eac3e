package dev.keypool.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says in plain words what a schema takes: "a whole number from 1 to 100", "one of warn, block". Stateless. */
final class Expected {
    private Expected() {}

    static String of(JsonNode schema) {
        String words = schema.has("enum") || schema.has("const") ? choice(schema) : kind(schema);
        return nullable(schema) ? words + " or null" : words;
    }

    /** The values of an enum as they would be typed, null left out. */
    static List<String> choices(JsonNode schema) {
        List<String> choices = new ArrayList<>();
        for (JsonNode value : schema.path("enum")) if (!value.isNull()) choices.add(value.asText());
        return choices;
    }

    private static String choice(JsonNode schema) {
        return schema.has("const") ? schema.path("const").asText() : "one of " + String.join(", ", choices(schema));
    }

    private static String kind(JsonNode schema) {
        return switch (type(schema)) {
            case "integer" -> "a whole number" + range(schema, "minimum", "maximum", "");
            case "number" -> "a number" + range(schema, "minimum", "maximum", "");
            case "boolean" -> "true or false";
            case "array" -> "a list" + range(schema, "minItems", "maxItems", " entries");
            case "object" -> "an object" + range(schema, "minProperties", "maxProperties", " fields");
            default -> text(schema);
        };
    }

    private static String text(JsonNode schema) {
        if (schema.path("format").asText().equals("date-time")) {
            return "an ISO-8601 time with its offset, such as 2026-11-23T12:00:00Z";
        }
        if (schema.path("format").asText().equals("date")) return "a day such as 2026-11-23";
        String words = "a text" + range(schema, "minLength", "maxLength", " characters");
        return schema.has("pattern")
                ? words + " of the form " + schema.path("pattern").asText()
                : words;
    }

    private static String range(JsonNode schema, String least, String most, String unit) {
        Optional<String> low = limit(schema, least);
        Optional<String> high = limit(schema, most);
        Optional<String> above = limit(schema, "exclusiveMinimum");
        if (above.isPresent())
            return " above " + above.get() + high.map(h -> ", at most " + h).orElse("");
        String of = unit.isEmpty() ? " " : " of ";
        if (low.isPresent() && high.isPresent()) {
            return (unit.isEmpty() ? " from " : " of ") + low.get() + " to " + high.get() + unit;
        }
        if (low.isPresent()) return of + "at least " + low.get() + (low.get().equals("1") ? singular(unit) : unit);
        return high.map(h -> of + "at most " + h + unit).orElse("");
    }

    private static String singular(String unit) {
        return unit.endsWith("ies") ? unit.substring(0, unit.length() - 3) + "y" : unit.replaceFirst("s$", "");
    }

    private static Optional<String> limit(JsonNode schema, String keyword) {
        return schema.has(keyword)
                ? Optional.of(schema.path(keyword).decimalValue().toPlainString())
                : Optional.empty();
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (!type.isArray()) return type.asText();
        for (JsonNode one : type) if (!one.asText().equals("null")) return one.asText();
        return "null";
    }

    private static boolean nullable(JsonNode schema) {
        for (JsonNode one : schema.path("type")) if (one.asText().equals("null")) return true;
        return false;
    }
}
