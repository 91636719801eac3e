package dev.keypool.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.keypool.http.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One object of a catalogue file, read strictly: what is absent, of another type or unknown ends the reading with the
 * place in the file. Confined to the start.
 *
 * @param place file and path, for example {@code catalogue/groq.json: errors[3]}
 */
record JsonRow(String place, JsonNode node) {
    JsonRow {
        if (!node.isObject()) throw new CatalogueException(place + " must be an object");
    }

    /** Fails on a field that nobody reads: most likely a misspelt one. */
    JsonRow only(String... known) {
        List<String> names = List.of(known);
        node.fieldNames().forEachRemaining(name -> {
            if (names.contains(name)) return;
            String hint = Nearest.of(name, names)
                    .map(n -> " (did you mean " + n + "?)")
                    .orElse("");
            throw new CatalogueException(place + " has an unknown field '" + name + "'" + hint);
        });
        return this;
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> fault(name, "must be a text"));
    }

    Optional<String> optionalText(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) return Optional.empty();
        if (!value.isTextual() || value.textValue().isBlank()) throw fault(name, "must be a text");
        return Optional.of(value.textValue());
    }

    boolean flag(String name) {
        if (!node.path(name).isBoolean()) throw fault(name, "must be true or false");
        return node.path(name).booleanValue();
    }

    boolean flag(String name, boolean otherwise) {
        return node.has(name) ? flag(name) : otherwise;
    }

    Set<Integer> statuses(String name) {
        var statuses = new LinkedHashSet<Integer>();
        for (JsonNode status : array(name)) {
            if (!status.isInt() || status.intValue() < 100 || status.intValue() > 599)
                throw fault(name, "must be a list of HTTP statuses");
            statuses.add(status.intValue());
        }
        return statuses;
    }

    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        for (JsonNode text : array(name)) {
            if (!text.isTextual()) throw fault(name, "must be a list of texts");
            texts.add(text.textValue());
        }
        return texts;
    }

    /** An object of texts, empty when absent. */
    Map<String, String> textMap(String name) {
        return node.has(name) ? row(name).texts() : Map.of();
    }

    /** All fields, which must be texts. */
    Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        node.fieldNames().forEachRemaining(key -> texts.put(key, text(key)));
        return texts;
    }

    /** An object of objects, each made into something; empty when absent. */
    <T> Map<String, T> rows(String name, BiFunction<String, JsonRow, T> make) {
        if (!node.has(name)) return Map.of();
        var made = new LinkedHashMap<String, T>();
        JsonRow row = row(name);
        row.node.fieldNames().forEachRemaining(key -> made.put(key, make.apply(key, row.row(key))));
        return made;
    }

    /** A list of objects, each made into something. */
    <T> List<T> list(String name, Function<JsonRow, T> make) {
        var made = new ArrayList<T>();
        for (JsonNode item : array(name))
            made.add(make.apply(new JsonRow(within(name) + "[" + made.size() + "]", item)));
        return made;
    }

    JsonRow row(String name) {
        return new JsonRow(within(name), node.path(name));
    }

    /** One of the words, which are an enum's in lower case. */
    <E extends Enum<E>> E word(String name, Class<E> words) {
        String text = text(name);
        for (E word : words.getEnumConstants()) {
            if (word.name().equals(text.toUpperCase(java.util.Locale.ROOT))) return word;
        }
        throw fault(name, "is '" + text + "', which is none of " + lower(List.of(words.getEnumConstants())));
    }

    CatalogueException fault(String name, String what) {
        return new CatalogueException(within(name) + " " + what);
    }

    private Iterable<JsonNode> array(String name) {
        JsonNode value = node.path(name);
        if (value instanceof MissingNode) return List.of();
        if (!value.isArray()) throw fault(name, "must be a list");
        return value;
    }

    private String within(String name) {
        return place + (place.endsWith(".json") ? ": " : ".") + name;
    }

    private static String lower(Collection<? extends Enum<?>> words) {
        return String.join(
                ", ",
                words.stream()
                        .map(w -> w.name().toLowerCase(java.util.Locale.ROOT))
                        .toList());
    }
}
