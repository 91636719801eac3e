package dev.keypool.integrations;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Statements on table {@code invite}; every one that serves a caller names the brand. */
final class InviteTable {
    /** {@link Invite#state} in SQL. */
    private static final String STATE =
            "CASE WHEN used_at_ms IS NOT NULL THEN 'used' WHEN revoked_at_ms IS NOT NULL THEN 'revoked'"
                    + " WHEN expires_at_ms > :now THEN 'open' ELSE 'expired' END";

    private static final String MATCHING =
            " FROM invite WHERE brand_id = :brand AND (:state IS NULL OR " + STATE + " = :state)";

    private InviteTable() {}

    static Invite insert(Handle handle, BrandId brand, String madeBy, Invite.Terms terms, Instant now, Instant until) {
        var insert = handle.createQuery("""
                        INSERT INTO invite (brand_id, made_by, note, provider, label, is_active, is_primary, priority, daily_limit,
                            minute_limit, spend_limit_nanos, spend_limit_period, spend_limit_action, account_group, created_at_ms,
                            expires_at_ms)
                        VALUES (:brand, :maker, :note, :provider, :label, :active, :primary, :priority, :daily,
                            :minute, :spend, :period, :action, :group, :now, :until)
                        RETURNING *
                        """)
                .bind("brand", brand.value())
                .bind("maker", madeBy)
                .bind("note", terms.note())
                .bind("provider", terms.provider())
                .bind("now", now.toEpochMilli())
                .bind("until", until.toEpochMilli());
        SettingsColumns.bind(insert, terms.settings());
        return insert.map((row, context) -> read(row)).one();
    }

    static Optional<Invite> find(Handle handle, BrandId brand, long id) {
        return handle.createQuery("SELECT * FROM invite WHERE brand_id = :brand AND id = :id")
                .bind("brand", brand.value())
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** Newest first. */
    static List<Invite> list(Handle handle, BrandId brand, @Nullable String state, Instant now, int limit, int offset) {
        return matching(
                        handle.createQuery("SELECT *" + MATCHING + " ORDER BY id DESC LIMIT :limit OFFSET :offset"),
                        brand,
                        state,
                        now)
                .bind("limit", limit)
                .bind("offset", offset)
                .map((row, context) -> read(row))
                .list();
    }

    static int count(Handle handle, BrandId brand, @Nullable String state, Instant now) {
        return matching(handle.createQuery("SELECT count(*)" + MATCHING), brand, state, now)
                .mapTo(Integer.class)
                .one();
    }

    private static <T extends SqlStatement<T>> T matching(T query, BrandId brand, @Nullable String state, Instant now) {
        return query.bind("brand", brand.value()).bind("state", state).bind("now", now.toEpochMilli());
    }

    /** Whether it was open and is used now: of two at once, one gets true. */
    static boolean use(Handle handle, BrandId brand, long id, IntegrationId became, Instant now) {
        return handle.createUpdate("UPDATE invite SET used_at_ms = :now, integration_id = :became"
                                + " WHERE brand_id = :brand AND id = :id AND " + STATE + " = 'open'")
                        .bind("brand", brand.value())
                        .bind("id", id)
                        .bind("became", became.value())
                        .bind("now", now.toEpochMilli())
                        .execute()
                == 1;
    }

    /** Whether it was open. */
    static boolean revoke(Handle handle, BrandId brand, long id, Instant now) {
        return handle.createUpdate("UPDATE invite SET revoked_at_ms = :now WHERE brand_id = :brand AND id = :id AND "
                                + STATE + " = 'open'")
                        .bind("brand", brand.value())
                        .bind("id", id)
                        .bind("now", now.toEpochMilli())
                        .execute()
                == 1;
    }

    /** Revokes all that are open of a client that ends. */
    static void revokeOf(Handle handle, String client, Instant now) {
        handle.createUpdate("UPDATE invite SET revoked_at_ms = :now WHERE made_by = :maker AND " + STATE + " = 'open'")
                .bind("maker", client)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    /** Deletes at most {@code most} that expired before; says how many. */
    static int forget(Handle handle, Instant before, int most) {
        return handle.createUpdate("DELETE FROM invite WHERE id IN (SELECT id FROM invite WHERE expires_at_ms < :before"
                        + " ORDER BY expires_at_ms LIMIT :most)")
                .bind("before", before.toEpochMilli())
                .bind("most", most)
                .execute();
    }

    private static Invite read(ResultSet row) throws SQLException {
        Long became = Columns.count(row, "integration_id");
        return new Invite(
                row.getLong("id"),
                new BrandId(row.getLong("brand_id")),
                row.getString("made_by"),
                new Invite.Terms(row.getString("provider"), row.getString("note"), SettingsColumns.read(row)),
                Instant.ofEpochMilli(row.getLong("created_at_ms")),
                Instant.ofEpochMilli(row.getLong("expires_at_ms")),
                new Invite.Stamps(
                        Columns.moment(row, "revoked_at_ms"),
                        Columns.moment(row, "used_at_ms"),
                        became == null ? null : new IntegrationId(became)));
    }
}
