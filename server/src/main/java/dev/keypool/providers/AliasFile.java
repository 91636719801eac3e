package dev.keypool.providers;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code aliases/defaults.json}; {@code docs/routing.md} tells what aliases are. Confined to the start. */
public final class AliasFile {
    private static final String FOLDER = "aliases";

    private AliasFile() {}

    /**
     * The aliases that ship, in the order of the file.
     *
     * @throws CatalogueException when the file is malformed (the message names row and field), names an alias twice, or sends
     *     to a provider that the catalogue does not know
     */
    public static List<AliasRow> load(Catalogue catalogue) {
        return read(AliasFile::fromClassPath, catalogue);
    }

    static List<AliasRow> read(CatalogueFiles.Source source, Catalogue catalogue) {
        JsonRow file = CatalogueFiles.file(source, FOLDER, "defaults.json").only("aliases");
        List<AliasRow> rows = file.list("aliases", row -> read(row, catalogue));
        Set<String> names = new HashSet<>();
        for (AliasRow row : rows)
            if (!names.add(row.name())) throw file.fault("aliases", "names " + row.name() + " twice");
        return rows;
    }

    private static AliasRow read(JsonRow row, Catalogue catalogue) {
        row.only("name", "use_case", "models");
        List<String> models = row.texts("models");
        for (String model : models) {
            int slash = model.indexOf('/');
            if (slash < 1 || catalogue.find(model.substring(0, slash)).isEmpty())
                throw row.fault("models", "sends to '" + model + "', whose provider is not in the catalogue");
        }
        return new AliasRow(row.text("name"), row.text("use_case"), models);
    }

    private static Optional<byte[]> fromClassPath(String fileName) throws IOException {
        try (var in = AliasFile.class.getResourceAsStream("/" + FOLDER + "/" + fileName)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }
}
