package dev.keypool.identity;

import dev.keypool.values.BrandId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code client}. Confined to the transaction of its handle. */
final class ClientTable {
    private static final String SELECT =
            "SELECT id, brand_id, name, is_active, token_hash, previous_hash, previous_until, created_at, sign_in_emails FROM client";

    private final Handle handle;

    ClientTable(Handle handle) {
        this.handle = handle;
    }

    void insert(Client client) {
        handle.createUpdate("INSERT INTO client (id, brand_id, name, is_active, token_hash, created_at, sign_in_emails)"
                        + " VALUES (:id, :brand, :name, :active, :hash, :created, :emails)")
                .bind("emails", JsonText.ofArray(client.emails().patterns()))
                .bind("id", client.id())
                .bind("brand", client.brand().value())
                .bind("name", client.name())
                .bind("active", client.isActive())
                .bind("hash", client.secret().hash().stored())
                .bind("created", client.createdAt().toEpochMilli())
                .execute();
    }

    Optional<Client> find(String id) {
        return handle.createQuery(SELECT + " WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> client(row))
                .findOne();
    }

    /** Oldest first; of all brands when null. */
    List<Client> list(@Nullable BrandId brand) {
        return handle.createQuery(SELECT + " WHERE :brand IS NULL OR brand_id = :brand ORDER BY created_at, id")
                .bind("brand", brand == null ? null : brand.value())
                .map((row, context) -> client(row))
                .list();
    }

    int count(BrandId brand) {
        return handle.createQuery("SELECT count(*) FROM client WHERE brand_id = :brand")
                .bind("brand", brand.value())
                .mapTo(Integer.class)
                .one();
    }

    void update(Client client) {
        TokenHash previous = client.secret().previous();
        handle.createUpdate(
                        "UPDATE client SET name = :name, is_active = :active, token_hash = :hash,"
                                + " previous_hash = :previous, previous_until = :until, sign_in_emails = :emails WHERE id = :id")
                .bind("emails", JsonText.ofArray(client.emails().patterns()))
                .bind("name", client.name())
                .bind("active", client.isActive())
                .bind("hash", client.secret().hash().stored())
                .bind("previous", previous == null ? null : previous.stored())
                .bind("until", Columns.millis(client.secret().previousUntil()))
                .bind("id", client.id())
                .execute();
    }

    void delete(String id) {
        handle.createUpdate("DELETE FROM client WHERE id = :id").bind("id", id).execute();
    }

    private static Client client(ResultSet row) throws SQLException {
        byte[] previous = row.getBytes("previous_hash");
        return new Client(
                row.getString("id"),
                new BrandId(row.getLong("brand_id")),
                row.getString("name"),
                row.getBoolean("is_active"),
                new ClientSecret(
                        TokenHash.stored(row.getBytes("token_hash")),
                        previous == null ? null : TokenHash.stored(previous),
                        Columns.instant(row, "previous_until")),
                new SignInEmails(JsonText.texts(row.getString("sign_in_emails"))),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }
}
