package dev.keypool.integrations;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How keys are or were called. Thread-safe; blocks its caller. */
final class KeyNames {
    private final Database database;
    private final Roster roster;

    KeyNames(Database database, Roster roster) {
        this.database = database;
        this.roster = roster;
    }

    /** The key, deleted or not; a refusal when the brand never had it, or it was deleted too long ago. */
    NamedKey found(BrandId brand, IntegrationId id) {
        return roster.find(brand, id)
                .map(NamedKey::of)
                .or(() -> database.<Optional<NamedKey>>read(handle -> FormerTable.find(handle, brand, id)))
                .orElseThrow(KeyChanges::missing);
    }

    /** The labels of all keys of a brand by id, those of deleted ones too; null for a key without one. */
    Map<String, @Nullable String> labels(BrandId brand) {
        Map<String, @Nullable String> labels = new HashMap<>();
        List<NamedKey> former = database.read(handle -> FormerTable.all(handle, brand));
        for (NamedKey key : former) labels.put(Long.toString(key.id()), key.keyLabel());
        for (HeldKey key : roster.of(brand)) {
            labels.put(
                    Long.toString(key.row().id().value()), key.row().settings().label());
        }
        return labels;
    }
}
