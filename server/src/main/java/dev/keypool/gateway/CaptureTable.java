package dev.keypool.gateway;

import dev.keypool.ledger.Row;
import dev.keypool.values.BrandId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Statements on the tables {@code capture} and {@code captured}. No state. */
final class CaptureTable {
    private static final long DAY_MS = 86_400_000;

    private CaptureTable() {}

    /** Days for which each brand that wants it has its content kept. */
    static Map<BrandId, Integer> wishesOfAllBrands(Handle handle) {
        Map<BrandId, Integer> days = new HashMap<>();
        handle.select("SELECT brand, keep_days FROM capture")
                .map((row, _) -> Map.entry(new BrandId(row.getLong(1)), row.getInt(2)))
                .forEach(wish -> days.put(wish.getKey(), wish.getValue()));
        return days;
    }

    static void want(Handle handle, BrandId brand, int days, Instant now) {
        handle.execute("""
                INSERT INTO capture (brand, keep_days, set_at_ms) VALUES (?, ?, ?)
                ON CONFLICT (brand) DO UPDATE SET keep_days = excluded.keep_days, set_at_ms = excluded.set_at_ms""", brand.value(), days, now.toEpochMilli());
    }

    static void unwant(Handle handle, BrandId brand) {
        handle.execute("DELETE FROM capture WHERE brand = ?", brand.value());
    }

    /** Nothing is written for a brand that does not want it any more: that is asked in the same transaction. */
    static void put(Handle handle, BrandId brand, Row.Asker asker, StoredCapture.Kept kept) {
        handle.execute(
                """
                INSERT INTO captured (brand, request_id, caller_kind, caller_id, at_ms, ask, ask_bytes, answer, answer_bytes)
                SELECT brand, ?, ?, ?, ?, ?, ?, ?, ? FROM capture WHERE brand = ?""",
                kept.requestId(),
                asker.kind(),
                asker.id(),
                kept.at().toEpochMilli(),
                kept.ask().bytes(),
                kept.ask().length(),
                kept.answer().bytes(),
                kept.answer().length(),
                brand.value());
    }

    /** The latest of that id. */
    static Optional<Captured> find(Handle handle, BrandId brand, Row.@Nullable Asker asker, String requestId) {
        return handle.createQuery("""
                        SELECT ask, ask_bytes, answer, answer_bytes FROM captured WHERE brand = :brand AND request_id = :id
                            AND (:kind IS NULL OR caller_kind = :kind AND caller_id = :caller) ORDER BY id DESC LIMIT 1""")
                .bind("brand", brand.value())
                .bind("id", requestId)
                .bind("kind", asker == null ? null : asker.kind())
                .bind("caller", asker == null ? null : asker.id())
                .map((row, _) -> new Captured(
                        Captured.Part.of(row.getBytes(1), row.getLong(2)),
                        Captured.Part.of(row.getBytes(3), row.getLong(4))))
                .findOne();
    }

    /** Deletes the brand's content; says how much of it went, at most {@code most}. */
    static int delete(Handle handle, BrandId brand, int most) {
        return handle.execute(
                "DELETE FROM captured WHERE id IN (SELECT id FROM captured WHERE brand = ? LIMIT ?)",
                brand.value(),
                most);
    }

    /** Deletes what is older than its brand wants it kept, and what no brand wants. */
    static int deleteOldOfAllBrands(Handle handle, Instant now, int most) {
        return handle.execute("""
                DELETE FROM captured WHERE id IN (
                    SELECT captured.id FROM (SELECT DISTINCT brand FROM captured) AS used
                    LEFT JOIN capture ON capture.brand = used.brand
                    JOIN captured ON captured.brand = used.brand AND captured.at_ms < ? - coalesce(capture.keep_days, 0) * ?
                    LIMIT ?)""", now.toEpochMilli(), DAY_MS, most);
    }
}
