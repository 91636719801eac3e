package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed fields of a JSON object and remembers which ones it was asked for, so that a misspelt one is not overlooked.
 * A null is the same as a field left out. Fails with a sentence for the caller. Confined to its request.
 */
final class SettingsFields {
    private final JsonNode json;
    private final Set<String> known = new TreeSet<>();

    SettingsFields(JsonNode json) {
        Checks.that(json.isObject(), "The body must be a JSON object of settings, such as {\"mode\": \"ok\"}.");
        this.json = json;
    }

    /** Fails if there is a field that nobody asked for. */
    void refuseOthers() {
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            Checks.that(
                    known.contains(field.getKey()),
                    "Unknown setting '" + field.getKey() + "'. Known settings: " + String.join(", ", known) + ".");
        }
    }

    @Nullable
    Integer integer(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        Checks.that(value.isInt(), name + " must be a whole number; it was " + value + ".");
        return value.intValue();
    }

    int integer(String name, int usual) {
        Integer value = integer(name);
        return value == null ? usual : value;
    }

    @Nullable
    String text(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        Checks.that(value.isTextual(), name + " must be a string; it was " + value + ".");
        return value.textValue();
    }

    String text(String name, String usual) {
        String value = text(name);
        return value == null ? usual : value;
    }

    @Nullable
    String numberOrText(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        Checks.that(
                value.isNumber() || value.isTextual(), name + " must be a number or a string; it was " + value + ".");
        return value.asText();
    }

    /** A string as it is, anything else as the JSON that it is. */
    @Nullable
    String body(String name) {
        JsonNode value = value(name);
        return value == null ? null : value.isTextual() ? value.textValue() : value.toString();
    }

    @Nullable
    Boolean flag(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        Checks.that(value.isBoolean(), name + " must be true or false; it was " + value + ".");
        return value.booleanValue();
    }

    /** A fraction, 1 when left out. */
    double fraction(String name) {
        JsonNode value = value(name);
        Checks.that(value == null || value.isNumber(), name + " must be a number; it was " + value + ".");
        return value == null ? 1.0 : value.doubleValue();
    }

    /** An amount in USD (a number or a string) as nano-dollars. */
    @Nullable
    Long usd(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        try {
            return Usd.nanos(new BigDecimal(value.asText()));
        } catch (NumberFormatException notNumber) {
            throw new IllegalArgumentException(
                    name + " must be an amount in USD such as 12.50; it was " + value + ".", notNumber);
        }
    }

    @Nullable
    Instant instant(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException notTime) {
            throw new IllegalArgumentException(
                    name + " must be a UTC time such as 2026-11-23T12:00:00Z; it was '" + value + "'.", notTime);
        }
    }

    Map<String, String> texts(String name) {
        JsonNode value = value(name);
        Map<String, String> texts = new TreeMap<>();
        if (value == null) {
            return texts;
        }
        Checks.that(value.isObject(), name + " must be an object of strings; it was " + value + ".");
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            texts.put(field.getKey(), field.getValue().asText());
        }
        return texts;
    }

    private @Nullable JsonNode value(String name) {
        known.add(name);
        JsonNode value = json.get(name);
        return value == null || value.isNull() ? null : value;
    }
}
