package dev.keypool.integrations;

import dev.keypool.integrations.HeldKey.Content.Usable;
import dev.keypool.providers.Billing;
import dev.keypool.store.JobLeases;
import dev.keypool.values.IntegrationId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When figures are read without being asked for (contract, section 8): all of them once in a while, and in between the
 * balance of keys without credit, so that one that was topped up is used again without a request being risked on it.
 * Confined to the thread that runs it.
 */
public final class BillingSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(BillingSchedule.class);
    private static final String ROUND = "billing";
    private static final String RECHECK = "billing-recheck";
    private static final Duration FIRST = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMinutes(1);
    /** So many keys at most, at 4 at once and 10 s each, are under way before the turn is renewed. */
    private static final int CHUNK = 32;

    private final Work work;
    private final Times times;
    private final JobLeases leases;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final Map<IntegrationId, Instant> asked = new HashMap<>();
    private @Nullable Instant next;

    /**
     * @param every from round to round, give or take a tenth; at least a second
     * @param creditRecheck how long a key without credit cools
     */
    public record Times(Duration every, Duration creditRecheck) {
        public Times {
            if (every.toMillis() < 1_000 || creditRecheck.isNegative() || creditRecheck.isZero())
                throw new IllegalArgumentException("Billing is read every second at most: " + every);
        }
    }

    /** What there is to do, and on what. */
    record Work(Roster roster, LiveKeys live, BillingSync sync) {}

    BillingSchedule(Work work, Times times, JobLeases leases, RandomGenerator random, InstantSource clock) {
        this.work = work;
        this.times = times;
        this.leases = leases;
        this.random = random;
        this.clock = clock;
    }

    /** Does what is due and says when to come again. The first round is some minutes after the first call. Blocks. */
    public Instant run() {
        Instant now = clock.instant();
        if (next == null || next.isAfter(now.plus(times.every().multipliedBy(2)))) next = now.plus(first());
        if (!now.isBefore(next)) {
            next = now.plus(times.every().multipliedBy(random.nextInt(90, 111)).dividedBy(100));
            round();
        }
        recheck(clock.instant());
        Instant look = clock.instant().plus(shorter(LOOK, lead()));
        return look.isBefore(next) ? look : next;
    }

    /** Half to all of the usual five minutes: processes that start together do not ask together. */
    private Duration first() {
        return shorter(FIRST, times.every())
                .multipliedBy(random.nextInt(50, 101))
                .dividedBy(100);
    }

    /** The turn is kept for most of the time until the next round: so other processes let this one be done with. */
    private void round() {
        List<HeldKey> keys = keys(key -> true);
        int failed = 0;
        for (int from = 0; from < keys.size(); from += CHUNK) {
            if (!leases.take(
                    ROUND, clock.instant(), times.every().multipliedBy(3).dividedBy(4))) return;
            failed += work.sync()
                    .sync(keys.subList(from, Math.min(keys.size(), from + CHUNK)))
                    .failed();
        }
        if (!keys.isEmpty()) LOG.info("billing: asked for the figures of {} keys, {} failed", keys.size(), failed);
    }

    private void recheck(Instant now) {
        List<HeldKey> poor = keys(key -> lacksCredit(key, now));
        asked.keySet().retainAll(poor.stream().map(key -> key.row().id()).toList());
        List<HeldKey> due = poor.stream().filter(key -> isDue(key, now)).toList();
        if (due.isEmpty() || !leases.take(RECHECK, now, LOOK.multipliedBy(2))) return;
        due.forEach(key -> asked.put(key.row().id(), now));
        work.sync().sync(due);
    }

    /** Shortly before its cooling ends: when there is still no credit, the cooling goes on without a request in between. */
    private boolean isDue(HeldKey key, Instant now) {
        Instant since = asked.computeIfAbsent(key.row().id(), id -> now);
        Instant again = since.plus(times.creditRecheck());
        Instant until = work.live().of(key, now).view().standing().coolingUntil();
        Instant end = until != null && until.isBefore(again) ? until : again;
        return !now.isBefore(end.minus(lead()));
    }

    /** Two looks, so that none is missed; of a short cooling a quarter. */
    private Duration lead() {
        return shorter(LOOK.multipliedBy(2), times.creditRecheck().dividedBy(4));
    }

    private boolean lacksCredit(HeldKey key, Instant now) {
        return tellsBalance(key) && LiveKey.lacksCredit(work.live().of(key, now).view());
    }

    private static boolean tellsBalance(HeldKey key) {
        Billing billing = billing(key);
        return billing != null && billing.tellsBalance();
    }

    /** Those that can be asked about at all. */
    private List<HeldKey> keys(Predicate<HeldKey> which) {
        List<HeldKey> keys = new ArrayList<>();
        for (HeldKey key : work.roster().ofAllBrands()) if (billing(key) != null && which.test(key)) keys.add(key);
        return keys;
    }

    private static @Nullable Billing billing(HeldKey key) {
        if (!(key.content() instanceof Usable usable)) return null;
        Billing billing = usable.provider().billing();
        return billing != null && key.preview().containsKey(billing.credential()) ? billing : null;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
