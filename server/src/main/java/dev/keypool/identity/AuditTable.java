package dev.keypool.identity;

import dev.keypool.values.BrandId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code audit_log}; it only grows. Confined to the transaction of its handle. */
final class AuditTable {
    private final Handle handle;

    AuditTable(Handle handle) {
        this.handle = handle;
    }

    void insert(AuditEntry entry) {
        handle.createUpdate("INSERT INTO audit_log (at, brand_id, who_kind, who_id, remote_address, request_id, action,"
                        + " subject, before_json, after_json, via, person) VALUES (:at, :brand, :kind, :who, :address, :request, :action,"
                        + " :subject, :before, :after, :via, :person)")
                .bind("at", entry.at().toEpochMilli())
                .bind("brand", entry.brandId())
                .bind("kind", entry.actor().kind())
                .bind("who", entry.actor().id())
                .bind("address", entry.actor().remoteAddress())
                .bind("request", entry.actor().requestId())
                .bind("action", entry.action())
                .bind("subject", entry.subject())
                .bind("before", entry.before())
                .bind("after", entry.after())
                .bind("via", entry.actor().via())
                .bind("person", entry.actor().person())
                .execute();
    }

    /** Newest first, with ids below {@code before}; of all brands when null. */
    List<AuditEntry> list(@Nullable BrandId brand, long before, int limit) {
        return handle.createQuery("SELECT * FROM audit_log WHERE id < :before"
                        + " AND (:brand IS NULL OR brand_id = :brand) ORDER BY id DESC LIMIT :limit")
                .bind("before", before)
                .bind("brand", brand == null ? null : brand.value())
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list();
    }

    boolean isEmpty() {
        return handle.createQuery("SELECT count(*) FROM (SELECT 1 FROM audit_log LIMIT 1)")
                        .mapTo(Integer.class)
                        .one()
                == 0;
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("id"),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getLong("brand_id"),
                new AuditEntry.Actor(
                        row.getString("who_kind"),
                        row.getString("who_id"),
                        row.getString("remote_address"),
                        row.getString("request_id"),
                        row.getString("via"),
                        row.getString("person")),
                row.getString("action"),
                row.getString("subject"),
                row.getString("before_json"),
                row.getString("after_json"));
    }
}
