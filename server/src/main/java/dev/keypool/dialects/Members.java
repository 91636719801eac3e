package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one object of a client's request, strictly: wrong types and members that nobody took are refused, since what is
 * not understood cannot be carried. A member that is {@code null} counts as absent. Confined to one request.
 */
final class Members {
    private final JsonNode object;
    private final String path;
    private final Set<String> left = new LinkedHashSet<>();

    private Members(JsonNode object, String path) {
        this.object = object;
        this.path = path;
        object.forEachEntry((name, value) -> {
            if (!value.isNull()) left.add(name);
        });
    }

    /** @param path where the object stands, empty for the body itself */
    static Members of(JsonNode node, String path) {
        if (!node.isObject()) throw wrong(path, node, "an object");
        return new Members(node, path);
    }

    /** Where that member stands, for sentences. */
    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    String path() {
        return path;
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** Whatever it is; null when absent. */
    @Nullable
    JsonNode take(String name) {
        left.remove(name);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    JsonNode required(String name) {
        JsonNode value = take(name);
        if (value == null) throw new Untranslatable(at(name), at(name) + " is missing. Send it.");
        return value;
    }

    @Nullable
    String text(String name) {
        JsonNode value = take(name);
        if (value == null) return null;
        if (!value.isTextual()) throw wrong(at(name), value, "a string");
        return value.textValue();
    }

    String textOr(String name, String other) {
        String text = text(name);
        return text == null ? other : text;
    }

    String requiredText(String name) {
        required(name);
        return textOr(name, "");
    }

    @Nullable
    Long whole(String name) {
        JsonNode value = take(name);
        if (value == null) return null;
        if (!value.isIntegralNumber() || !value.canConvertToLong()) throw wrong(at(name), value, "a whole number");
        return value.longValue();
    }

    @Nullable
    Double number(String name) {
        JsonNode value = take(name);
        if (value == null) return null;
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) throw wrong(at(name), value, "a number");
        return value.doubleValue();
    }

    @Nullable
    Boolean flag(String name) {
        JsonNode value = take(name);
        if (value == null) return null;
        if (!value.isBoolean()) throw wrong(at(name), value, "true or false");
        return value.booleanValue();
    }

    /** Null when absent. */
    @Nullable
    Members object(String name) {
        JsonNode value = take(name);
        return value == null ? null : of(value, at(name));
    }

    /** The objects of a list; none when absent. */
    List<Members> objects(String name) {
        JsonNode value = take(name);
        return value == null ? List.of() : objects(value, at(name));
    }

    static List<Members> objects(JsonNode list, String path) {
        if (!list.isArray()) throw wrong(path, list, "a list");
        List<Members> all = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) all.add(of(list.get(i), path + "[" + i + "]"));
        return all;
    }

    /** A string or a list of strings; none when absent. */
    List<String> texts(String name) {
        JsonNode value = take(name);
        if (value == null) return List.of();
        if (value.isTextual()) return List.of(value.textValue());
        if (!value.isArray()) throw wrong(at(name), value, "a string or a list of strings");
        List<String> all = new ArrayList<>(value.size());
        for (JsonNode each : value) {
            if (!each.isTextual()) throw wrong(at(name), each, "a list of strings");
            all.add(each.textValue());
        }
        return all;
    }

    /** A tree for which it must be an object; null when absent. */
    @Nullable
    ObjectNode tree(String name) {
        JsonNode value = take(name);
        if (value == null) return null;
        if (!(value instanceof ObjectNode tree)) throw wrong(at(name), value, "an object");
        return tree;
    }

    /** Members that say nothing to anybody else. */
    void ignore(String... names) {
        for (String name : names) left.remove(name);
    }

    /** Members that may be left out, by their own names. */
    void drop(Losses losses, String... names) {
        for (String name : names) if (left.remove(name)) losses.drop(name);
    }

    /** Refuses the member if it stands there. The sentence goes on behind its name. */
    void refuse(String name, String sentence) {
        if (left.contains(name)) throw refused(name, sentence);
    }

    /** As {@link #refuse}, but not for a value that means "off": false, 0, an empty list, object or string. */
    void refuseUnlessOff(String name, String sentence) {
        JsonNode value = take(name);
        if (value != null && !isOff(value)) throw refused(name, sentence);
    }

    private static boolean isOff(JsonNode value) {
        if (value.isContainerNode()) return value.isEmpty();
        if (value.isNumber()) return value.doubleValue() == 0;
        return value.isBoolean() ? !value.booleanValue() : value.asText().isEmpty();
    }

    Untranslatable refused(String name, String sentence) {
        return new Untranslatable(at(name), at(name) + " " + sentence);
    }

    /** Refuses what nobody took. */
    void end() {
        for (String name : left)
            throw refused(
                    name,
                    "is not known here, and so cannot be translated for the provider that serves this model."
                            + " Leave it out, or name a model whose provider speaks your client's own dialect.");
    }

    static Untranslatable wrong(String path, JsonNode sent, String expected) {
        String kind = sent.getNodeType().name().toLowerCase(Locale.ROOT);
        String what = path.isEmpty() ? "The body" : path;
        return new Untranslatable(path.isEmpty() ? null : path, what + " is " + kind + "; send " + expected + ".");
    }
}
