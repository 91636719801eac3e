package dev.keypool.integrations;

import dev.keypool.integrations.BillingResult.Failed;
import dev.keypool.integrations.BillingResult.Noted;
import dev.keypool.integrations.BillingResult.Synced;
import dev.keypool.integrations.HeldKey.Content;
import dev.keypool.pool.OwnSpend;
import dev.keypool.providers.Billing;
import dev.keypool.values.Money;
import dev.keypool.values.Refusal;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads balance and spend from providers (contract, section 8). Thread-safe; blocks its caller. */
final class BillingSync {
    private static final Logger LOG = LoggerFactory.getLogger(BillingSync.class);
    private static final int AT_ONCE = 4;
    private static final String DOLLARS = "USD";

    private final KeyOpener opener;
    private final ProviderCalls calls;
    private final KeyChanges changes;
    private final Drifts drifts;
    private final InstantSource clock;

    BillingSync(KeyOpener opener, ProviderCalls calls, KeyChanges changes, Drifts drifts, InstantSource clock) {
        this.opener = opener;
        this.calls = calls;
        this.changes = changes;
        this.drifts = drifts;
        this.clock = clock;
    }

    /** The answer of a sync: what was read, what failed, and the sums of the known dollar figures. */
    record Report(
            boolean success,
            int synced,
            int failed,
            List<BillingResult> results,
            Money totalBalance,
            Money totalUsageMonth) {}

    /** Syncs these keys, a few at once. One that fails does not hold up the others. */
    Report sync(List<HeldKey> keys) {
        List<BillingResult> results = new ArrayList<>();
        var places = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<BillingResult>> waiting = new ArrayList<>();
            for (HeldKey key : keys) waiting.add(threads.submit(inTurn(places, key)));
            collect(waiting, results, threads);
        } catch (ExecutionException fault) {
            throw new IllegalStateException("A billing sync broke off", fault.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("A billing sync was interrupted", stop);
        }
        return report(results);
    }

    /** Whoever stops us wants the calls under way to end too, before their threads are waited for. */
    private static void collect(
            List<Future<BillingResult>> waiting, List<BillingResult> results, ExecutorService threads)
            throws ExecutionException, InterruptedException {
        try {
            for (Future<BillingResult> one : waiting) results.add(one.get());
        } catch (InterruptedException stop) {
            threads.shutdownNow();
            throw stop;
        }
    }

    private Callable<BillingResult> inTurn(Semaphore places, HeldKey key) {
        return () -> {
            places.acquire();
            try {
                return one(key);
            } finally {
                places.release();
            }
        };
    }

    private BillingResult one(HeldKey key) {
        Instant now = clock.instant();
        long id = key.row().id().value();
        try {
            return read(key, now);
        } catch (BillingFault fault) {
            return new Failed(id, key.row().provider(), BillingResult.FAILED, fault.sentence(), now);
        } catch (Refusal refusal) {
            return new Failed(id, key.row().provider(), BillingResult.FAILED, refusal.sentence(), now);
        } catch (RuntimeException fault) {
            LOG.error("The billing sync of integration {} failed", id, fault);
            return new Failed(id, key.row().provider(), BillingResult.FAILED, "The sync failed inside Keypool.", now);
        }
    }

    private BillingResult read(HeldKey key, Instant now) {
        if (key.content() instanceof Content.Unusable unusable) throw new BillingFault(unusable.sentence());
        Content.Usable content = (Content.Usable) key.content();
        Billing billing = content.provider().billing();
        if (billing == null) return nothing(key, "Provider does not expose billing API", now);
        var reading = new BillingReading(billing, opener.values(key, content), calls.budget(), now);
        Optional<String> lacking = reading.lacking();
        if (lacking.isPresent()) return nothing(key, lacking.get(), now);
        var mapping = new BillingMapping(reading, now);
        OwnSpend before = changes.ownSpend(key, now);
        BilledFigures figures = figures(billing, mapping, reading.base(), now);
        boolean none = figures.balance() == null && figures.usageToday() == null && figures.usageMonth() == null;
        if (none || mapping.misled()) {
            throw new BillingFault(content.provider().label() + " answered without any of the expected figures.");
        }
        changes.billed(key, figures, DOLLARS.equals(figures.currency()), before, now);
        compare(key.row(), billing, figures, now);
        return new Synced(
                key.row().id().value(),
                key.row().provider(),
                BillingResult.SUCCESS,
                figures.balance(),
                figures.usageToday(),
                figures.usageMonth(),
                figures.currency(),
                now);
    }

    /** What was read is kept already: that it could not be compared is no failure of the sync. */
    private void compare(IntegrationRow row, Billing billing, BilledFigures figures, Instant now) {
        try {
            drifts.compare(row, billing.scope(), figures, now);
        } catch (RuntimeException fault) {
            LOG.warn(
                    "The figures of integration {} could not be compared",
                    row.id().value(),
                    fault);
        }
    }

    private static BilledFigures figures(Billing billing, BillingMapping mapping, URI base, Instant now) {
        var rules = billing.mapping();
        String currency = mapping.text(rules.get("currency"), base.getHost());
        try {
            return new BilledFigures(
                    money(mapping.amount(rules.get("balance"))),
                    money(mapping.amount(rules.get("usage_today"))),
                    money(mapping.amount(rules.get("usage_month"))),
                    code(currency),
                    now);
        } catch (ArithmeticException tooMuch) {
            throw new BillingFault("The provider answered with an amount beyond all reason.");
        }
    }

    private static @Nullable Money money(@Nullable BigDecimal amount) {
        return amount == null ? null : Money.of(amount);
    }

    private static @Nullable String code(@Nullable String currency) {
        String upper = currency == null ? "" : currency.toUpperCase(Locale.ROOT);
        return upper.matches("[A-Z]{3}") ? upper : null;
    }

    private static BillingResult nothing(HeldKey key, String note, Instant now) {
        return new Noted(
                key.row().id().value(), key.row().provider(), BillingResult.SUCCESS, null, null, null, null, now, note);
    }

    private static Report report(List<BillingResult> results) {
        Money balance = Money.ZERO;
        Money month = Money.ZERO;
        int failed = 0;
        for (BillingResult result : results) {
            switch (result) {
                case Synced synced -> {
                    if (!DOLLARS.equals(synced.currency())) continue;
                    balance = plus(balance, synced.balance());
                    month = plus(month, synced.usageMonth());
                }
                case Noted ignored -> {}
                case Failed ignored -> failed++;
            }
        }
        return new Report(true, results.size() - failed, failed, List.copyOf(results), balance, month);
    }

    private static Money plus(Money sum, @Nullable Money amount) {
        return amount == null ? sum : sum.plus(amount);
    }
}
