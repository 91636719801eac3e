package dev.keypool.providers;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code prices/index.json} and one file per provider beside it; {@code docs/prices.md} tells their form. Confined to the start. */
public final class PriceFiles {
    private static final String FOLDER = "prices";

    private PriceFiles() {}

    /**
     * The files that ship.
     *
     * @throws CatalogueException when a file is malformed (the message names file, row and field), names a model twice, or
     *     is for a provider that the catalogue does not know
     */
    public static List<PriceList> load(Catalogue catalogue) {
        return read(PriceFiles::fromClassPath, catalogue);
    }

    static List<PriceList> read(CatalogueFiles.Source source, Catalogue catalogue) {
        JsonRow index = CatalogueFiles.file(source, FOLDER, "index.json").only("providers");
        List<String> names = index.texts("providers");
        for (String name : names)
            if (catalogue.find(name).isEmpty())
                throw index.fault("providers", "names '" + name + "', which is not in the catalogue");
        return names.stream()
                .map(name -> list(name, CatalogueFiles.file(source, FOLDER, name + ".json")))
                .toList();
    }

    private static PriceList list(String provider, JsonRow file) {
        file.only("source", "date", "free_suffix", "models");
        var rows = file.list("models", row -> PriceRowReader.read(row, file));
        Set<String> seen = new HashSet<>();
        for (PriceRow row : rows) {
            once(seen, row.model(), file);
            for (String alias : row.aliases()) once(seen, alias, file);
        }
        return new PriceList(
                provider,
                file.text("source"),
                PriceRowReader.date(file),
                file.optionalText("free_suffix").orElse(null),
                rows);
    }

    private static void once(Set<String> seen, String name, JsonRow file) {
        if (!seen.add(name)) throw file.fault("models", "names " + name + " twice");
    }

    private static Optional<byte[]> fromClassPath(String fileName) throws IOException {
        try (var in = PriceFiles.class.getResourceAsStream("/" + FOLDER + "/" + fileName)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }
}
