package dev.keypool.integrations;

import dev.keypool.integrations.Drift.Period;
import dev.keypool.ledger.Ledger;
import dev.keypool.ledger.Spent;
import dev.keypool.providers.Billing.Scope;
import dev.keypool.store.Database;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a provider says that a key has spent against our ledger: more than ours means that the key is used elsewhere
 * too. Thread-safe; comparing blocks its caller.
 *
 * <p>Nothing is compared that must differ: other currencies, periods that began before the key was stored, periods with
 * requests whose price we do not know. An account's figure holds the spend of keys that may not be here, so that only more
 * than all our keys of that provider together means something.
 */
final class Drifts {
    /** Providers book late; the first minutes of a day may still show the one before. */
    private static final Duration LATE = Duration.ofMinutes(10);

    private final Database database;
    private final Ledger ledger;
    private final DriftLimits limits;
    private final Map<IntegrationId, Drift> elsewhere = new ConcurrentHashMap<>();

    Drifts(Database database, Ledger ledger, DriftLimits limits) {
        this.database = database;
        this.ledger = ledger;
        this.limits = limits;
        database.read(DriftTable::all).forEach(told -> {
            if (told.getValue().theirsIsHigher()) elsewhere.put(told.getKey(), told.getValue());
        });
    }

    /** Why that key seems to be used elsewhere, by the last comparison; empty when it does not, or its period is over. */
    Optional<Drift> elsewhere(IntegrationId id, Instant now) {
        return Optional.ofNullable(elsewhere.get(id)).filter(drift -> drift.of(now));
    }

    /** Compares what a sync has just read, and tells of what is new. */
    void compare(IntegrationRow row, Scope scope, BilledFigures figures, Instant now) {
        if (!"USD".equals(figures.currency())) return;
        Spent spent = scope == Scope.KEY
                ? ledger.spent(row.brand(), row.id(), now)
                : ledger.spent(row.brand(), row.provider(), now);
        Drift day = drift(row, Period.DAY, figures.usageToday(), spent.today(), spent.unknownToday(), now);
        Drift month = drift(row, Period.MONTH, figures.usageMonth(), spent.month(), spent.unknownMonth(), now);
        elsewhere.remove(row.id());
        found(row.id(), scope, month, now);
        found(row.id(), scope, day, now);
    }

    private @Nullable Drift drift(
            IntegrationRow row, Period period, @Nullable Money theirs, Money ours, long unknown, Instant now) {
        Instant begin = period.firstDay(now).atStartOfDay(ZoneOffset.UTC).toInstant();
        boolean whole = !row.stamps().createdAt().isAfter(begin);
        if (theirs == null || !whole || now.isBefore(begin.plus(LATE))) return null;
        Drift drift = new Drift(period, period.firstDay(now), theirs, ours);
        boolean explained = unknown > 0 && drift.theirsIsHigher();
        return !explained && limits.passedBy(drift) ? drift : null;
    }

    private void found(IntegrationId id, Scope scope, @Nullable Drift drift, Instant now) {
        if (drift == null || (scope == Scope.ACCOUNT && !drift.theirsIsHigher())) return;
        if (drift.theirsIsHigher()) elsewhere.put(id, drift);
        String cause = drift.figures() + ": " + suspicion(scope, drift) + ".";
        database.<Boolean>write(handle -> {
            boolean first = DriftTable.tell(handle, id, drift, now);
            if (first) EventTable.add(handle, id, "drift", now, cause, null);
            return first;
        });
    }

    private static String suspicion(Scope scope, Drift drift) {
        if (!drift.theirsIsHigher()) return "its figure may be late, or a price of ours too high";
        return switch (scope) {
            case KEY -> "the key may be used elsewhere";
            case ACCOUNT -> "the account may be used elsewhere";
        };
    }
}
