package dev.keypool.providers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a model can do, as far as its name tells: {@code models/traits.json}. A model of a sort of its own (embeddings,
 * speech …) has that one capability; every other one has {@code chat} and what else is known. Immutable.
 */
public final class ModelTraits {
    /** What a model can do that is of no sort of its own. */
    public static final String CHAT = "chat";

    private final Map<String, Pattern> apart;
    private final Map<String, Pattern> chat;

    private ModelTraits(Map<String, Pattern> apart, Map<String, Pattern> chat) {
        this.apart = apart;
        this.chat = chat;
    }

    /**
     * The file that ships.
     *
     * @throws CatalogueException when it is malformed
     */
    public static ModelTraits load() {
        JsonRow file = CatalogueFiles.file(ModelTraits::fromClassPath, "models", "traits.json")
                .only("apart", "chat");
        return new ModelTraits(patterns(file.row("apart")), patterns(file.row("chat")));
    }

    /**
     * Its capabilities in a fixed order, never empty.
     *
     * @param model as a provider names it; what stands before the last slash says nothing
     */
    public List<String> of(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        for (Map.Entry<String, Pattern> sort : apart.entrySet())
            if (sort.getValue().matcher(name).matches()) return List.of(sort.getKey());
        List<String> all = new ArrayList<>(List.of(CHAT));
        chat.forEach((capability, names) -> {
            if (names.matcher(name).matches()) all.add(capability);
        });
        return List.copyOf(all);
    }

    /** All words that a capability may be, in their order. */
    public List<String> words() {
        List<String> words = new ArrayList<>(List.of(CHAT));
        words.addAll(chat.keySet());
        words.addAll(apart.keySet());
        return List.copyOf(words);
    }

    private static Map<String, Pattern> patterns(JsonRow row) {
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        row.node().fieldNames().forEachRemaining(capability -> patterns.put(capability, anyOf(row.texts(capability))));
        return patterns;
    }

    private static Pattern anyOf(List<String> names) {
        return Pattern.compile(String.join(
                "|",
                names.stream()
                        .map(name -> Pattern.quote(name).replace("*", "\\E.*\\Q"))
                        .toList()));
    }

    private static Optional<byte[]> fromClassPath(String fileName) throws IOException {
        try (var in = ModelTraits.class.getResourceAsStream("/models/" + fileName)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }
}
