package dev.keypool.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.http.IdempotencyStore.Stored;
import dev.keypool.http.IdempotencyStore.WriteKey;
import dev.keypool.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Statements on table {@code kept_answer}. No state. */
final class KeptAnswerTable {
    /** What a row takes besides its body, roughly. */
    private static final int OVERHEAD = 512;

    private KeptAnswerTable() {}

    /** A finished write, and which request it was. */
    record Kept(String fingerprint, Stored answer) {}

    static Optional<Kept> find(Handle handle, WriteKey key, Instant after) {
        return handle.select("""
                        SELECT fingerprint, status, headers, body FROM kept_answer
                        WHERE caller = ? AND idempotency_key = ? AND claimed_ms > ?""", key.caller(), key.key(), after.toEpochMilli())
                .map((row, _) -> kept(row))
                .findOne();
    }

    private static Kept kept(ResultSet row) throws SQLException {
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, JsonNode> header :
                Json.parse(row.getString("headers")).properties()) {
            headers.put(header.getKey(), header.getValue().textValue());
        }
        var answer = new Stored(row.getInt("status"), headers, row.getString("body"));
        return new Kept(row.getString("fingerprint"), answer);
    }

    /** Takes the place of an older one under the same key. */
    static void put(Handle handle, WriteKey key, Kept kept, Instant claimed) {
        String body = kept.answer().body();
        handle.createUpdate("""
                        INSERT OR REPLACE INTO kept_answer
                            (caller, idempotency_key, fingerprint, claimed_ms, status, headers, body, bytes)
                        VALUES (:caller, :key, :fingerprint, :claimed, :status, :headers, :body, :bytes)""")
                .bind("caller", key.caller())
                .bind("key", key.key())
                .bind("fingerprint", kept.fingerprint())
                .bind("claimed", claimed.toEpochMilli())
                .bind("status", kept.answer().status())
                .bind("headers", Json.text(kept.answer().headers()))
                .bind("body", body)
                .bind("bytes", OVERHEAD + (body == null ? 0 : body.length()))
                .execute();
    }

    /** Deletes the oldest of one caller beyond those bounds. Reads an index alone. */
    static void makeRoom(Handle handle, String caller, int mostAnswers, long mostBytes) {
        handle.createUpdate("""
                        DELETE FROM kept_answer WHERE id IN (
                            SELECT id FROM (
                                SELECT id, row_number() OVER newest AS place, sum(bytes) OVER newest AS together
                                FROM kept_answer WHERE caller = :caller
                                WINDOW newest AS (ORDER BY claimed_ms DESC, id DESC ROWS UNBOUNDED PRECEDING))
                            WHERE place > :answers OR together > :bytes)""")
                .bind("caller", caller)
                .bind("answers", mostAnswers)
                .bind("bytes", mostBytes)
                .execute();
    }

    static int deleteOldOfAllCallers(Handle handle, Instant before, int most) {
        return handle.execute("""
                DELETE FROM kept_answer WHERE id IN
                    (SELECT id FROM kept_answer WHERE claimed_ms <= ? ORDER BY claimed_ms LIMIT ?)""", before.toEpochMilli(), most);
    }
}
