package dev.keypool.integrations;

import dev.keypool.http.Call;
import dev.keypool.identity.Audit;
import dev.keypool.pool.OwnSpend;
import dev.keypool.pool.Pool;
import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Every change of a key: first in the database, then in memory, in the same order for all. Thread-safe; blocks until the
 * change is committed.
 */
final class KeyChanges {
    private final Database database;
    private final Audit audit;
    private final KeyOpener opener;
    private final Roster roster;
    private final Pool pool;
    private final InstantSource clock;
    /** Keeps memory in the order of the commits. Writes queue for the one writer anyway. */
    private final ReentrantLock order = new ReentrantLock();

    KeyChanges(Database database, Audit audit, KeyOpener opener, Roster roster, Pool pool, InstantSource clock) {
        this.database = database;
        this.audit = audit;
        this.opener = opener;
        this.roster = roster;
        this.pool = pool;
        this.clock = clock;
    }

    /** Refuses when the brand has that credential already; cheap, before anything is asked of the provider. */
    void refuseDuplicate(BrandId brand, CredentialValues values) {
        String provider = values.provider().name();
        String fingerprint = opener.fingerprint(brand, values);
        database.<Optional<IntegrationId>>read(handle -> IntegrationTable.same(handle, brand, provider, fingerprint))
                .ifPresent(id -> {
                    throw duplicate(id);
                });
    }

    /** What is done in the transaction that stores a key; when it throws, nothing is stored. */
    @FunctionalInterface
    interface Beside {
        void stored(Handle handle, HeldKey key, Instant now);
    }

    HeldKey create(Call call, CredentialValues values, KeySettings settings, Beside beside) {
        return inOrder(() -> {
            Instant now = clock.instant();
            HeldKey key = database.<HeldKey>write(handle -> {
                HeldKey made = insert(handle, call, values, settings, now);
                beside.stored(handle, made, now);
                return made;
            });
            show(key);
            return key;
        });
    }

    private HeldKey insert(Handle handle, Call call, CredentialValues values, KeySettings settings, Instant now) {
        BrandId brand = call.caller().brand();
        String provider = values.provider().name();
        String fingerprint = opener.fingerprint(brand, values);
        IntegrationRow row = IntegrationTable.insert(handle, brand, provider, fingerprint, settings, now)
                .orElseThrow(() -> IntegrationTable.same(handle, brand, provider, fingerprint)
                        .map(KeyChanges::duplicate)
                        .orElseThrow());
        List<SealedField> sealed = opener.seal(brand, row.id(), values);
        for (SealedField field : sealed) CredentialTable.insert(handle, row.id(), field);
        HeldKey key = opener.hold(row, sealed);
        EventTable.add(
                handle, row.id(), "created", now, "Created.", call.caller().id());
        note(handle, call, "integration.created", row.id(), null, AuditText.of(row, key.preview()));
        return key;
    }

    HeldKey update(Call call, IntegrationId id) {
        return inOrder(() -> {
            HeldKey before = found(call.caller().brand(), id);
            Instant now = clock.instant();
            IntegrationRow row = database.<IntegrationRow>write(handle -> patch(handle, call, before, now));
            HeldKey key = before.with(row);
            show(key);
            return key;
        });
    }

    private IntegrationRow patch(Handle handle, Call call, HeldKey held, Instant now) {
        IntegrationId id = held.row().id();
        IntegrationRow before =
                IntegrationTable.find(handle, held.row().brand(), id).orElseThrow(KeyChanges::missing);
        Preconditions.check(call, before);
        var body = new BodyReader(call.body());
        KeySettings settings =
                SettingsBody.patched(before.settings(), body, call.body().isEmpty());
        body.done();
        IntegrationRow after =
                IntegrationTable.updateSettings(handle, before, settings, now).orElseThrow(KeyChanges::missing);
        String cause = "Changed " + String.join(", ", body.names()) + ".";
        EventTable.add(handle, id, "patched", now, cause, call.caller().id());
        String was = AuditText.of(before, held.preview());
        note(handle, call, "integration.updated", id, was, AuditText.of(after, held.preview()));
        return after;
    }

    void delete(Call call, IntegrationId id) {
        inOrder(() -> {
            HeldKey key = found(call.caller().brand(), id);
            Instant now = clock.instant();
            database.<Boolean>write(handle -> destroy(handle, call, key, now));
            pool.remove(id);
            roster.remove(key.row().brand(), id);
            return key;
        });
    }

    private boolean destroy(Handle handle, Call call, HeldKey key, Instant now) {
        IntegrationId id = key.row().id();
        EventTable.add(handle, id, "deleted", now, "Deleted.", call.caller().id());
        CredentialTable.delete(handle, id);
        StandingTable.delete(handle, id);
        DriftTable.delete(handle, id);
        if (!IntegrationTable.delete(handle, key.row().brand(), id)) throw missing();
        FormerTable.add(handle, key.row(), now);
        note(handle, call, "integration.deleted", id, AuditText.of(key.row(), key.preview()), null);
        return true;
    }

    /** What we count of a key's spend before its provider is asked for its own figure. */
    OwnSpend ownSpend(HeldKey key, Instant now) {
        return pool.ownSpend(key.row().id(), now).orElseThrow(KeyChanges::missing);
    }

    /** Keeps what a billing sync read. Figures in another currency than dollars are shown, but limit nothing. */
    void billed(HeldKey key, BilledFigures figures, boolean dollars, OwnSpend before, Instant now) {
        inOrder(() -> {
            IntegrationId id = key.row().id();
            BrandId brand = key.row().brand();
            Optional<IntegrationRow> row = database.<Optional<IntegrationRow>>write(
                    handle -> IntegrationTable.updateBilled(handle, brand, id, figures, now));
            row.flatMap(changed -> roster.find(brand, id).map(held -> held.with(changed)))
                    .ifPresent(held -> {
                        roster.put(held);
                        Money today = dollars ? figures.usageToday() : null;
                        Money month = dollars ? figures.usageMonth() : null;
                        pool.billed(id, today, month, telling(key.row(), figures.balance(), now), before, now);
                    });
            return key;
        });
    }

    /**
     * The balance, unless it is none and was none before: an account that never had any may still have free models, and
     * what it refuses speaks for itself.
     */
    private @Nullable Money telling(IntegrationRow before, @Nullable Money balance, Instant now) {
        if (balance == null || balance.compareTo(Money.ZERO) > 0) return balance;
        Money had = before.billed().balance();
        boolean spent = had != null && had.compareTo(Money.ZERO) > 0;
        return spent || pool.view(before.id(), now).filter(LiveKey::lacksCredit).isPresent() ? balance : null;
    }

    /** Notes an action on a key that changes no row. */
    void noteAction(Call call, IntegrationId id, String action) {
        database.<Boolean>write(handle -> {
            note(handle, call, action, id, null, null);
            return true;
        });
    }

    HeldKey found(BrandId brand, IntegrationId id) {
        return roster.find(brand, id).orElseThrow(KeyChanges::missing);
    }

    static Refusal missing() {
        return new Refusal(Refusal.Kind.NOT_FOUND, "not_found", "Integration not found");
    }

    /** Code of the refusal of a credential that is there already. */
    static final String DUPLICATE = "duplicate_credential";

    private static Refusal duplicate(IntegrationId id) {
        String sentence = "This credential is stored already as integration " + id.value()
                + ". Use that one, or delete it first.";
        var fault = new Refusal.Fault(List.of("body", "credentials"), sentence, DUPLICATE);
        return new Refusal(Refusal.Kind.CONFLICT, DUPLICATE, sentence, List.of(fault), java.util.Map.of());
    }

    /** The roster first: whom the pool chooses must be there to be opened. */
    private void show(HeldKey key) {
        roster.put(key);
        pool.put(key.row().member(key.usable()));
    }

    private void note(
            Handle handle,
            Call call,
            String action,
            IntegrationId id,
            @Nullable String before,
            @Nullable String after) {
        audit.note(handle, call, call.caller().brand(), action, "integration:" + id.value(), before, after);
    }

    private HeldKey inOrder(Supplier<HeldKey> change) {
        order.lock();
        try {
            return change.get();
        } finally {
            order.unlock();
        }
    }
}
