package dev.keypool.identity;

import dev.keypool.http.Call;
import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Who changed what, when, from where, before and after: written in the transaction of the change itself. Thread-safe. */
public final class Audit {
    private final Database database;
    private final InstantSource clock;

    public Audit(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Notes one change inside the caller's transaction.
     *
     * @param action stable word, for example {@code integration.created}
     * @param subject what was changed, for example {@code integration:42}
     * @param before JSON object text without secrets, null when it did not exist
     * @param after likewise
     */
    public void note(
            Handle handle,
            Call call,
            BrandId brand,
            String action,
            String subject,
            @Nullable String before,
            @Nullable String after) {
        note(handle, actorOf(call), brand, new Change(action, subject, before, after));
    }

    /** What was changed; the words of {@link #note(Handle, Call, BrandId, String, String, String, String)}. */
    record Change(
            String action,
            String subject,
            @Nullable String before,
            @Nullable String after) {}

    void note(Handle handle, Call call, BrandId brand, Change change) {
        note(handle, actorOf(call), brand, change);
    }

    /** What the process did by itself when it started. */
    void noteOwn(Handle handle, BrandId brand, Change change) {
        note(handle, AuditEntry.Actor.SYSTEM, brand, change);
    }

    /** What the process found by counting. */
    void noteCounted(Handle handle, BrandId brand, Change change) {
        note(handle, AuditEntry.Actor.METER, brand, change);
    }

    /** What somebody did who is no caller of an operation. */
    void noteFrom(Handle handle, AuditEntry.Actor actor, BrandId brand, Change change) {
        note(handle, actor, brand, change);
    }

    /** Newest first, with ids below {@code before}; of all brands when null. */
    List<AuditEntry> list(@Nullable BrandId brand, long before, int limit) {
        return database.read(handle -> new AuditTable(handle).list(brand, before, limit));
    }

    private void note(Handle handle, AuditEntry.Actor actor, BrandId brand, Change change) {
        new AuditTable(handle)
                .insert(new AuditEntry(
                        0,
                        clock.instant(),
                        brand.value(),
                        actor,
                        change.action(),
                        change.subject(),
                        change.before(),
                        change.after()));
    }

    private static AuditEntry.Actor actorOf(Call call) {
        return actor(call.caller(), call.remoteAddress(), call.requestId());
    }

    static AuditEntry.Actor actor(Caller caller, String remoteAddress, String requestId) {
        String kind = caller.kind().name().toLowerCase(Locale.ROOT);
        String via =
                caller.via() == Caller.Via.TOKEN ? null : caller.via().name().toLowerCase(Locale.ROOT);
        return new AuditEntry.Actor(kind, caller.id(), remoteAddress, requestId, via, caller.person());
    }
}
