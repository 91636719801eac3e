package dev.keypool.pool;

import dev.keypool.pool.SpendLimit.Action;
import dev.keypool.pool.SpendLimit.Period;
import dev.keypool.values.FailureClass;
import dev.keypool.values.Money;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the contract says of one key, written as plainly as it can be: lists of moments in milliseconds, nothing clever,
 * nothing shared with the pool's own code. The simulation holds the pool against it. Confined to its test.
 */
final class ModelKey {
    private static final long DAY = 86_400_000;
    private static final long NEVER = Long.MIN_VALUE;
    /** Longer than any lease of the simulation waits to be sent, so that a place taken under an older, higher limit has passed. */
    private static final long GRACE = 10_000;

    Member member;
    int inFlight;
    int unsent;
    long probe;
    long lastUsed = NEVER;
    int failures;
    int quarantines;
    int coolings;
    long quarantinedUntil = NEVER;
    long coolingUntil = NEVER;
    private long truthSince = NEVER;
    private long lastFailure = NEVER;
    private @Nullable FailureClass shown;
    private List<Long> sends = new ArrayList<>();
    private final Map<Long, Long> sentOnDay = new HashMap<>();
    private final Map<Object, Long> spent = new HashMap<>();
    private final Map<Object, Long> billed = new HashMap<>();
    private final Map<Object, Long> elsewhere = new HashMap<>();
    private final Map<Object, Long> truth = new HashMap<>();
    final Map<String, Long> lacks = new HashMap<>();
    long reserved;
    private final TreeMap<Long, Member> history = new TreeMap<>();

    ModelKey(Member member, long at) {
        this.member = member;
        history.put(at - DAY, member);
    }

    void configure(Member changed, long at) {
        member = changed;
        history.put(at, changed);
    }

    // Limits

    /** Those that count in the minute at that time, by whole seconds. */
    long inMinute(long at) {
        long from = (Math.floorDiv(at, 1000) - 60) * 1000;
        return sentSince(from);
    }

    private long sentSince(long from) {
        int i = sends.size();
        while (i > 0 && sends.get(i - 1) >= from) i--;
        return (long) sends.size() - i;
    }

    long onDay(long at) {
        return sentOnDay.getOrDefault(at / DAY, 0L);
    }

    List<Instant> recentSends(long at) {
        return sends.stream()
                .filter(sent -> sent >= at - 61_000)
                .map(Instant::ofEpochMilli)
                .toList();
    }

    void send(long at) {
        unsent--;
        lastUsed = at;
        if (sends.size() > 1_000) sends = new ArrayList<>(sends.subList(sends.size() - 500, sends.size()));
        sends.add(at);
        sentOnDay.merge(at / DAY, 1L, Long::sum);
    }

    /** Null when all is well: never more than the limit in any real 60 s, to the millisecond, nor in a UTC day. */
    @Nullable
    String overLimit(long at) {
        long exact = sentSince(at - 60_000 + 1);
        long highestMinute = highest(at - 60_000 - GRACE, true);
        if (exact > highestMinute) return exact + " requests in 60 s, allowed were " + highestMinute;
        long highestDay = highest(at / DAY * DAY - GRACE, false);
        return onDay(at) > highestDay ? onDay(at) + " requests in the day, allowed were " + highestDay : null;
    }

    /** The highest limit in force since then. */
    private long highest(long since, boolean minute) {
        long first = history.floorKey(since) == null ? history.firstKey() : history.floorKey(since);
        long highest = 0;
        for (Member one : history.tailMap(first).values()) {
            Long limit = minute ? one.minuteLimit() : one.dailyLimit();
            highest = Math.max(highest, limit == null ? Long.MAX_VALUE : limit);
        }
        return highest;
    }

    boolean minuteRoom(long at) {
        return member.minuteLimit() == null || inMinute(at) + unsent < member.minuteLimit();
    }

    boolean dayRoom(long at) {
        return member.dailyLimit() == null || onDay(at) + unsent < member.dailyLimit();
    }

    void resetUsage(long at) {
        sends = new ArrayList<>();
        sentOnDay.clear();
        spent.clear();
        elsewhere.clear();
        elsewhere.putAll(billed);
        truthSince = at;
        history.headMap(at).clear();
        history.put(at, member);
    }

    // Spend

    private static Object period(Period period, long at) {
        return period == Period.DAILY
                ? (Object) (at / DAY)
                : YearMonth.from(Instant.ofEpochMilli(at).atOffset(ZoneOffset.UTC));
    }

    void spend(long nanos, long at) {
        for (Period period : Period.values()) spent.merge(period(period, at), nanos, Long::sum);
    }

    /** @param before what was counted when the provider was asked; it was asked in the same day and month */
    void bill(Period period, long nanos, long before, long at) {
        billed.put(period(period, at), nanos);
        elsewhere.put(period(period, at), Math.max(0, nanos - Math.min(before, spentIn(period, at))));
    }

    /** What it did cost, whoever knows. */
    void cost(long nanos, long at) {
        for (Period period : Period.values()) truth.merge(period(period, at), nanos, Long::sum);
    }

    /**
     * Null when all is well: never more than the limit's amount in a day, if that limit stood since an hour before that day.
     *
     * @param seen told when the rule was put to the test
     */
    @Nullable
    String overSpent(long at, Runnable seen) {
        SpendLimit limit = member.blockingLimit();
        long since = Math.max(truthSince, history.lastKey());
        if (limit == null || limit.period() != Period.DAILY || since > at / DAY * DAY - 3_600_000) return null;
        seen.run();
        long cost = truth.getOrDefault(period(Period.DAILY, at), 0L);
        return cost > limit.amount().nanos()
                ? cost + " nano-dollars spent of " + limit.amount().nanos()
                : null;
    }

    long spentIn(Period period, long at) {
        return spent.getOrDefault(period(period, at), 0L);
    }

    boolean exceeded(long at) {
        SpendLimit limit = member.spendLimit();
        if (limit == null) return false;
        long provider = billed.getOrDefault(period(limit.period(), at), 0L);
        return Math.max(spentIn(limit.period(), at), provider) >= limit.amount().nanos();
    }

    void forgetBills() {
        billed.clear();
        elsewhere.clear();
    }

    // Choice

    boolean quarantined() {
        return quarantinedUntil != NEVER;
    }

    boolean free(@Nullable Money reserve, long at) {
        boolean resting = at < quarantinedUntil || at < coolingUntil || probe != 0;
        return member.active() && !resting && minuteRoom(at) && dayRoom(at) && affords(reserve, at);
    }

    boolean lacks(@Nullable String model, long at) {
        return model != null && at < lacks.getOrDefault(model, NEVER);
    }

    private boolean affords(@Nullable Money reserve, long at) {
        SpendLimit limit = member.spendLimit();
        if (limit == null || limit.action() != Action.BLOCK) return true;
        if (reserve == null || exceeded(at)) return false;
        long others = elsewhere.getOrDefault(period(limit.period(), at), 0L);
        return spentIn(limit.period(), at) + others + reserved + reserve.nanos()
                <= limit.amount().nanos();
    }

    /** Larger goes first. The limits of the simulation are small: a double is exact enough to tell their fractions apart. */
    double share(long at) {
        Long minute = member.minuteLimit();
        Long day = member.dailyLimit();
        double ofMinute = minute == null ? 1 : (double) (minute - unsent - inMinute(at)) / minute;
        double ofDay = day == null ? 1 : (double) (day - unsent - onDay(at)) / day;
        return Math.min(ofMinute, ofDay);
    }

    // Health

    void succeed(boolean byProbe) {
        if (quarantined() && !byProbe) return;
        failures = byProbe ? 1 : 0;
        quarantines = byProbe ? quarantines : 0;
        coolings = 0;
        quarantinedUntil = NEVER;
    }

    void clear(boolean byOperator) {
        failures = 0;
        quarantines = 0;
        coolings = 0;
        quarantinedUntil = NEVER;
        coolingUntil = NEVER;
        probe = 0;
        if (byOperator) {
            lastFailure = NEVER;
            shown = null;
            lacks.clear();
        }
    }

    /**
     * @param named the provider's own wait in ms, negative when it named none
     * @param actual where the pool ended the cooling: the model cannot know the jitter, but it knows its bounds
     * @return null when the cooling is as it must be
     */
    @Nullable
    String fail(FailureClass failure, long begun, boolean decides, long named, long actual, long at) {
        if (!failure.countsAgainstKey()) return null;
        boolean counts = (!quarantined() || decides) && begun > lastFailure;
        boolean wasCooling = at < coolingUntil;
        boolean coolsForCredit = wasCooling && shown == FailureClass.KEY_NO_CREDIT;
        long before = coolingUntil;
        String wrong = null;
        if (failure == FailureClass.RATE_LIMITED && named < 0 && (counts || !wasCooling)) {
            long whole = Math.min(60_000, 1_000L << Math.min(coolings, 10));
            boolean within = actual >= Math.max(before, at + whole / 2) && actual <= Math.max(before, at + whole);
            if (!within) wrong = "cooled until " + actual + " at " + at + ", " + whole + " ms are due";
            if (actual != before) coolings++;
            coolingUntil = actual;
        } else if (failure == FailureClass.RATE_LIMITED && named >= 0) {
            coolingUntil = Math.max(before, at + named);
        } else if (failure == FailureClass.KEY_NO_CREDIT && named >= 0) {
            coolingUntil = Math.max(before, at + named);
        } else if (failure == FailureClass.KEY_NO_CREDIT && (counts || !coolsForCredit)) {
            coolingUntil = Math.max(before, at + 15 * 60_000);
        }
        if (coolingUntil != before || (counts && !wasCooling)) shown = failure;
        if (counts) count(at);
        return wrong;
    }

    private void count(long at) {
        failures++;
        lastFailure = at;
        if (!quarantined() && failures < 3) return;
        quarantinedUntil = at + Math.min(30, 1L << Math.min(quarantines, 10)) * 60_000;
        quarantines++;
    }

    /** Another key of its account cools. */
    void coolWith(ModelKey other) {
        if (other.coolingUntil <= coolingUntil) return;
        coolingUntil = other.coolingUntil;
        shown = other.shown;
    }

    void balance(boolean credit, long at) {
        if (credit) {
            if (at < coolingUntil && shown == FailureClass.KEY_NO_CREDIT) coolingUntil = NEVER;
        } else if (at + 15 * 60_000 > coolingUntil) {
            coolingUntil = at + 15 * 60_000;
            shown = FailureClass.KEY_NO_CREDIT;
        }
    }

    /** Null when the view shows what the model says. */
    @Nullable
    String differsFrom(KeyView view, long at) {
        String expected = "minute " + inMinute(at) + ", day " + onDay(at) + ", in flight " + inFlight + ", failures "
                + failures + ", quarantined until " + quarantinedUntil + ", cooling until "
                + (at < coolingUntil ? coolingUntil : NEVER) + ", spend exceeded " + exceeded(at) + ", last used "
                + lastUsed;
        String actual = "minute " + view.minuteCount() + ", day " + view.dailyCount() + ", in flight "
                + view.inFlight() + ", failures " + view.standing().consecutiveFailures() + ", quarantined until "
                + millis(view.nextProbeAt()) + ", cooling until "
                + millis(view.standing().coolingUntil()) + ", spend exceeded " + view.spendExceeded() + ", last used "
                + millis(view.lastUsedAt());
        return expected.equals(actual) ? null : "expected: " + expected + "\n  shown:    " + actual;
    }

    static long millis(@Nullable Instant moment) {
        return moment == null ? NEVER : moment.toEpochMilli();
    }
}
