package dev.keypool.integrations;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Statements on table {@code former_integration}: how deleted keys were called. */
final class FormerTable {
    private FormerTable() {}

    static void add(Handle handle, IntegrationRow row, Instant deletedAt) {
        handle.createUpdate("""
                        INSERT INTO former_integration (id, brand_id, provider, label, deleted_at_ms)
                        VALUES (:id, :brand, :provider, :label, :at)
                        """)
                .bind("id", row.id().value())
                .bind("brand", row.brand().value())
                .bind("provider", row.provider())
                .bind("label", row.settings().label())
                .bind("at", deletedAt.toEpochMilli())
                .execute();
    }

    static Optional<NamedKey> find(Handle handle, BrandId brand, IntegrationId id) {
        return handle.createQuery("SELECT * FROM former_integration WHERE brand_id = :brand AND id = :id")
                .bind("brand", brand.value())
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    static List<NamedKey> all(Handle handle, BrandId brand) {
        return handle.createQuery("SELECT * FROM former_integration WHERE brand_id = :brand")
                .bind("brand", brand.value())
                .map((row, context) -> read(row))
                .list();
    }

    private static NamedKey read(ResultSet row) throws SQLException {
        return new NamedKey(
                row.getLong("id"),
                row.getString("provider"),
                row.getString("label"),
                Columns.moment(row, "deleted_at_ms"));
    }

    /** Forgets those that were deleted before, at most so many. Says how many went. */
    static int forget(Handle handle, Instant before, int most) {
        return handle.createUpdate("""
                        DELETE FROM former_integration WHERE id IN
                            (SELECT id FROM former_integration WHERE deleted_at_ms < :before ORDER BY deleted_at_ms LIMIT :most)
                        """)
                .bind("before", before.toEpochMilli())
                .bind("most", most)
                .execute();
    }
}
