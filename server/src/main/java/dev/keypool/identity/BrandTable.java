package dev.keypool.identity;

import dev.keypool.values.BrandId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table {@code brand}. Confined to the transaction of its handle. */
final class BrandTable {
    private static final String SELECT = "SELECT id, name, is_active, created_at FROM brand";

    private final Handle handle;

    BrandTable(Handle handle) {
        this.handle = handle;
    }

    Brand insert(String name, Instant now) {
        return handle.createQuery("INSERT INTO brand (name, is_active, created_at) VALUES (:name, 1, :now)"
                        + " RETURNING id, name, is_active, created_at")
                .bind("name", name)
                .bind("now", now.toEpochMilli())
                .map((row, context) -> brand(row))
                .one();
    }

    Optional<Brand> find(BrandId id) {
        return handle.createQuery(SELECT + " WHERE id = :id")
                .bind("id", id.value())
                .map((row, context) -> brand(row))
                .findOne();
    }

    List<Brand> all() {
        return handle.createQuery(SELECT + " ORDER BY id")
                .map((row, context) -> brand(row))
                .list();
    }

    void update(Brand brand) {
        handle.createUpdate("UPDATE brand SET name = :name, is_active = :active WHERE id = :id")
                .bind("name", brand.name())
                .bind("active", brand.isActive())
                .bind("id", brand.id().value())
                .execute();
    }

    void delete(BrandId id) {
        handle.createUpdate("DELETE FROM brand WHERE id = :id")
                .bind("id", id.value())
                .execute();
    }

    private static Brand brand(ResultSet row) throws SQLException {
        return new Brand(
                new BrandId(row.getLong("id")),
                row.getString("name"),
                row.getBoolean("is_active"),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }
}
