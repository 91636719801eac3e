package dev.keypool.integrations;

import dev.keypool.ledger.Ledger;
import dev.keypool.ledger.PeriodCosts;
import dev.keypool.ledger.Use;
import dev.keypool.pool.OwnSpend;
import dev.keypool.pool.Pool;
import dev.keypool.pool.Restored;
import dev.keypool.pool.Standing;
import dev.keypool.store.Database;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes all stored keys into memory: what they are, what they did, what they have earned. */
final class StartUp {
    private StartUp() {}

    static void load(Database database, Ledger ledger, KeyOpener opener, Roster roster, Pool pool, Instant now) {
        List<IntegrationRow> rows = database.<List<IntegrationRow>>read(IntegrationTable::all);
        Map<IntegrationId, List<SealedField>> credentials =
                database.<Map<IntegrationId, List<SealedField>>>read(CredentialTable::all);
        Map<IntegrationId, Standing> standings = database.<Map<IntegrationId, Standing>>read(StandingTable::all);
        Map<IntegrationId, Use> uses = new HashMap<>();
        for (Use use : ledger.uses(now)) uses.put(use.integration(), use);
        for (IntegrationRow row : rows) {
            HeldKey key = opener.hold(row, credentials.getOrDefault(row.id(), List.of()));
            roster.put(key);
            pool.put(row.member(key.usable()));
            pool.restore(row.id(), restored(uses.get(row.id()), standings.getOrDefault(row.id(), Standing.NEW), now));
            billed(ledger, pool, row, now);
        }
    }

    private static Restored restored(@Nullable Use use, Standing standing, Instant now) {
        if (use == null) return new Restored(now, 0, List.of(), null, 0, 0, standing);
        return new Restored(
                now,
                use.sentToday(),
                use.recentSends(),
                use.lastSentAt(),
                use.costTodayNanos(),
                use.costMonthNanos(),
                standing);
    }

    /** The provider's own figures count on, as long as their period runs. The balance has done its work already. */
    private static void billed(Ledger ledger, Pool pool, IntegrationRow row, Instant now) {
        BilledFigures billed = row.billed();
        Instant synced = billed.syncedAt();
        if (synced == null || !"USD".equals(billed.currency())) return;
        var then = synced.atOffset(ZoneOffset.UTC);
        var here = now.atOffset(ZoneOffset.UTC);
        Money today = then.toLocalDate().equals(here.toLocalDate()) ? billed.usageToday() : null;
        Money month = YearMonth.from(then).equals(YearMonth.from(here)) ? billed.usageMonth() : null;
        if (today == null && month == null) return;
        if (row.settings().spendLimit() == null) pool.billed(row.id(), today, month, null, now);
        else pool.billed(row.id(), today, month, null, ownUntil(ledger, row, synced), now);
    }

    /** What we had counted when the provider was asked, so that what others spent is not lost with the process. */
    private static OwnSpend ownUntil(Ledger ledger, IntegrationRow row, Instant synced) {
        PeriodCosts costs = ledger.countedCosts(row.brand(), row.id(), synced);
        return new OwnSpend(
                synced.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay(),
                costs.day().known().nanos(),
                costs.month().known().nanos());
    }
}
