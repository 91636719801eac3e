package dev.keypool.providers;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.keypool.http.Nearest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the index {@code catalogue/providers.json} and one file per provider beside it. Confined to the start. */
final class CatalogueFiles {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Source source;
    private final Map<String, String> overrides;

    /** Where files come from; empty when there is none of that name. */
    @FunctionalInterface
    interface Source {
        Optional<byte[]> read(String fileName) throws IOException;
    }

    private CatalogueFiles(Source source, Map<String, String> overrides) {
        this.source = source;
        this.overrides = overrides;
    }

    static List<Provider> read(Source source, Map<String, String> overrides) {
        return new CatalogueFiles(source, overrides).all();
    }

    /** The files that ship. */
    static Optional<byte[]> fromClassPath(String fileName) throws IOException {
        try (var in = CatalogueFiles.class.getResourceAsStream("/catalogue/" + fileName)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }

    private List<Provider> all() {
        JsonRow index = file("providers.json").only("published", "further");
        List<String> published = index.texts("published");
        List<String> names = new ArrayList<>(published);
        names.addAll(index.texts("further"));
        if (new HashSet<>(names).size() != names.size())
            throw new CatalogueException(index.place() + " names a provider twice");
        overridesAreSound(names);
        return names.stream().map(n -> provider(n, published.contains(n))).toList();
    }

    private Provider provider(String name, boolean published) {
        return RowReader.read(name, published, file(name + ".json"), Optional.ofNullable(overrides.get(name)));
    }

    private JsonRow file(String fileName) {
        return file(source, "catalogue", fileName);
    }

    /** One file, which must be there and hold one JSON object; the folder is for messages. */
    static JsonRow file(Source source, String folder, String fileName) {
        String place = folder + "/" + fileName;
        try {
            byte[] bytes = source.read(fileName).orElseThrow(() -> new CatalogueException(place + " is not there"));
            JsonNode tree = STRICT.readTree(bytes);
            return new JsonRow(place, tree);
        } catch (JacksonException wrong) {
            var at = wrong.getLocation();
            throw new CatalogueException(place + " is not valid JSON" + (at == null ? "" : " at line " + at.getLineNr())
                    + ": " + wrong.getOriginalMessage());
        } catch (IOException wrong) {
            throw new CatalogueException(place + " cannot be read: " + wrong.getMessage());
        }
    }

    private void overridesAreSound(List<String> names) {
        overrides.forEach((name, url) -> {
            if (!names.contains(name)) {
                String hint = Nearest.of(name, names)
                        .map(n -> " Did you mean '" + n + "'?")
                        .orElse("");
                throw new CatalogueException(
                        "A base URL is set for the provider '" + name + "', which is not in the catalogue." + hint);
            }
            BaseUrl.fault(Template.fill(url, place -> "x")).ifPresent(why -> {
                throw new CatalogueException("The base URL set for the provider '" + name + "' is not usable: " + why);
            });
        });
    }
}
