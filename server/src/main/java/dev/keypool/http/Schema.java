package dev.keypool.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A schema of the contract, made ready to check what callers send. It knows exactly the JSON Schema keywords that the requests
 * of the contract use and fails at start on any other, so that none is ever silently ignored. vertx-json-schema is not used
 * here: it stops at type faults, words them for programmers and repeats values. Immutable.
 */
final class Schema {
    private static final Set<String> KNOWN = Set.of(
            "type",
            "enum",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
            "items",
            "minItems",
            "maxItems",
            "uniqueItems",
            "writeOnly",
            "description",
            "default",
            "example",
            "x-refused");
    private static final Set<String> FORMATS = Set.of("int64", "date-time", "date");

    private final JsonNode source;
    private final Set<String> types = new HashSet<>();
    private final Map<String, Schema> properties = new LinkedHashMap<>();
    private final Map<String, String> refused = new LinkedHashMap<>();
    private final @Nullable Schema additional;
    private final @Nullable Schema items;
    private final @Nullable Pattern pattern;
    private final boolean secret;
    private final String expected;

    private Schema(JsonNode source, UnaryOperator<JsonNode> resolve) {
        this.source = source;
        source.fieldNames().forEachRemaining(keyword -> mustKnow(KNOWN, keyword, "keyword"));
        if (source.has("format")) mustKnow(FORMATS, source.path("format").asText(), "format");
        JsonNode type = source.path("type");
        if (type.isArray()) type.forEach(one -> types.add(one.asText()));
        else types.add(type.asText());
        source.path("properties").properties().forEach(p -> properties.put(p.getKey(), of(p.getValue(), resolve)));
        source.path("x-refused")
                .properties()
                .forEach(p -> refused.put(p.getKey(), p.getValue().asText()));
        additional = source.path("additionalProperties").isObject()
                ? of(source.path("additionalProperties"), resolve)
                : null;
        items = source.has("items") ? of(source.path("items"), resolve) : null;
        pattern = source.has("pattern") ? Pattern.compile(source.path("pattern").asText()) : null;
        secret = source.path("writeOnly").asBoolean();
        expected = Expected.of(source);
        if (types.contains("object")
                && additional == null
                && !source.path("additionalProperties").isBoolean()) {
            throw new IllegalArgumentException("A request object of the contract does not say additionalProperties: "
                    + properties.keySet() + ". Say false, or what they are.");
        }
    }

    /** @param resolve gives what a {@code $ref} points to, and any other node as it is */
    static Schema of(JsonNode source, UnaryOperator<JsonNode> resolve) {
        return new Schema(resolve.apply(source), resolve);
    }

    /** An object without any field: the body of an operation that takes none. */
    static Schema nothing() {
        return of(Json.parse("{\"type\": \"object\", \"additionalProperties\": false}"), UnaryOperator.identity());
    }

    boolean is(String type) {
        return types.contains(type);
    }

    /** Adds a fault for everything in the value that is not as the schema says. */
    void check(JsonNode value, List<String> loc, Faults faults) {
        if (faults.full()) return;
        if (types.stream().noneMatch(type -> Checks.fits(value, type))) {
            wrong(value, loc, "wrong_type", faults);
            return;
        }
        switch (value.getNodeType()) {
            case STRING -> checkText(value, loc, faults);
            case NUMBER -> checkNumber(value, loc, faults);
            case OBJECT -> checkObject(value, loc, faults);
            case ARRAY -> checkList(value, loc, faults);
            case NULL, BOOLEAN, BINARY, MISSING, POJO -> {}
        }
    }

    private void checkText(JsonNode value, List<String> loc, Faults faults) {
        String text = value.textValue();
        int length = text.codePointCount(0, text.length());
        if (source.has("enum") && !Expected.choices(source).contains(text)) {
            String hint = Nearest.of(text, Expected.choices(source))
                    .map(n -> " Did you mean " + n + "?")
                    .orElse("");
            faults.add(loc, sentence(value, loc) + hint, "not_allowed");
        } else if (length < source.path("minLength").asInt(0)) {
            wrong(value, loc, "too_short", faults);
        } else if (length > source.path("maxLength").asInt(Integer.MAX_VALUE)) {
            wrong(value, loc, "too_long", faults);
        } else if (!Checks.storable(text)) {
            faults.add(
                    loc,
                    where(loc) + " holds a character that is no text (NUL or half of a pair). Leave it out.",
                    "not_text");
        } else if ((pattern != null && !pattern.matcher(text).find()) || !formed(text)) {
            wrong(value, loc, "wrong_form", faults);
        }
    }

    private boolean formed(String text) {
        return switch (source.path("format").asText()) {
            case "date-time" -> Checks.time(text);
            case "date" -> Checks.day(text);
            default -> true;
        };
    }

    private void checkNumber(JsonNode value, List<String> loc, Faults faults) {
        if (source.has("minimum") && Checks.compare(value, source.path("minimum")) < 0) {
            wrong(value, loc, "too_small", faults);
        } else if (source.has("exclusiveMinimum") && Checks.compare(value, source.path("exclusiveMinimum")) <= 0) {
            wrong(value, loc, "too_small", faults);
        } else if (source.has("maximum") && Checks.compare(value, source.path("maximum")) > 0) {
            wrong(value, loc, "too_large", faults);
        }
    }

    private void checkList(JsonNode value, List<String> loc, Faults faults) {
        if (value.size() < source.path("minItems").asInt(0)) wrong(value, loc, "too_short", faults);
        if (value.size() > source.path("maxItems").asInt(Integer.MAX_VALUE)) {
            wrong(value, loc, "too_long", faults);
            return;
        }
        Set<JsonNode> seen = new HashSet<>();
        int index = 0;
        for (JsonNode entry : value) {
            List<String> there = below(loc, String.valueOf(index++));
            if (items != null) items.check(entry, there, faults);
            if (source.path("uniqueItems").asBoolean() && !seen.add(entry)) {
                faults.add(there, where(there) + " stands in the list twice. Send each entry once.", "not_unique");
            }
        }
    }

    private void checkObject(JsonNode value, List<String> loc, Faults faults) {
        if (value.size() < source.path("minProperties").asInt(0)) wrong(value, loc, "too_short", faults);
        if (value.size() > source.path("maxProperties").asInt(Integer.MAX_VALUE)) {
            wrong(value, loc, "too_long", faults);
            return;
        }
        for (JsonNode name : source.path("required")) {
            if (!value.has(name.asText())) missing(below(loc, name.asText()), faults);
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (faults.full()) return;
            List<String> there = below(loc, Shown.name(field.getKey()));
            Schema known = properties.getOrDefault(field.getKey(), additional);
            if (known != null) known.check(field.getValue(), there, faults);
            else unknown(field.getKey(), there, faults);
        }
    }

    private void missing(List<String> loc, Faults faults) {
        Schema wanted = properties.get(loc.getLast());
        String words = wanted == null ? "a value" : wanted.expected;
        faults.add(loc, where(loc) + " is missing. Send " + words + ".", "missing");
    }

    private void unknown(String name, List<String> loc, Faults faults) {
        String reason = refused.get(name);
        if (reason != null) {
            faults.add(loc, reason, "not_changeable");
            return;
        }
        faults.add(
                loc,
                where(loc) + " is not a field here. " + Advice.instead(name, properties.keySet()),
                "unknown_field");
    }

    private void wrong(JsonNode value, List<String> loc, String type, Faults faults) {
        faults.add(loc, sentence(value, loc), type);
    }

    private String sentence(JsonNode value, List<String> loc) {
        return where(loc) + " is " + Shown.value(value, secret) + ". Send " + expected + ".";
    }

    /** The place in words: {@code credentials.api_key}, or "The body" for all of it. */
    private static String where(List<String> loc) {
        return loc.size() == 1 ? "The " + loc.getFirst() : String.join(".", loc.subList(1, loc.size()));
    }

    private static List<String> below(List<String> loc, String name) {
        List<String> longer = new ArrayList<>(loc);
        longer.add(name);
        return longer;
    }

    private static void mustKnow(Set<String> known, String word, String what) {
        if (!known.contains(word)) {
            throw new IllegalArgumentException("The contract uses the " + what + " " + word
                    + " in a request, which http.Schema does not check. Teach it, or leave it out.");
        }
    }
}
