package dev.keypool.integrations;

import dev.keypool.values.IntegrationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Statements on table {@code credential}. */
final class CredentialTable {
    private CredentialTable() {}

    static void insert(Handle handle, IntegrationId id, SealedField field) {
        handle.createUpdate(
                        "INSERT INTO credential (integration_id, field, sealed, preview) VALUES (:id, :field, :sealed, :preview)")
                .bind("id", id.value())
                .bind("field", field.name())
                .bind("sealed", field.sealed())
                .bind("preview", field.preview())
                .execute();
    }

    static Map<IntegrationId, List<SealedField>> all(Handle handle) {
        Map<IntegrationId, List<SealedField>> fields = new HashMap<>();
        handle.createQuery(
                        "SELECT integration_id, field, sealed, preview FROM credential ORDER BY integration_id, field")
                .map((row, context) -> {
                    var field =
                            new SealedField(row.getString("field"), row.getBytes("sealed"), row.getString("preview"));
                    return Map.entry(new IntegrationId(row.getLong("integration_id")), field);
                })
                .forEach(entry -> fields.computeIfAbsent(entry.getKey(), id -> new ArrayList<>(2))
                        .add(entry.getValue()));
        return fields;
    }

    /** Destroys the sealed credential. The store's {@code secure_delete} overwrites the pages. */
    static void delete(Handle handle, IntegrationId id) {
        handle.createUpdate("DELETE FROM credential WHERE integration_id = :id")
                .bind("id", id.value())
                .execute();
    }
}
