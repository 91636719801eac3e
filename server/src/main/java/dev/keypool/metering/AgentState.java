package dev.keypool.metering;

import dev.keypool.metering.Admittance.RateLimited;
import dev.keypool.metering.Admittance.Room;
import dev.keypool.values.Allowance;
import dev.keypool.values.Money;
import dev.keypool.values.Utc;
import dev.keypool.values.Window;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that is counted of one agent, at one moment. Immutable. Figures belong to {@code day} and its month; {@link #on} lets them
 * lapse. What is reserved outlives both: its requests are under way.
 *
 * @param minute requests of the last minute, by the second in which they were admitted
 * @param day the UTC day up to which it is accounted, counted from 1970-01-01
 * @param today requests admitted in that day
 * @param spent nano-dollars of that day's month: costs, and under a hard budget what was reserved for those nobody knows
 * @param reserved the most that requests under way may cost, nano-dollars
 * @param told the budget of which was told, in this month, that it is reached
 * @param missed the budget of which was told, in this month, that a request no longer fits under it
 */
record AgentState(
        Window minute,
        long day,
        long today,
        long spent,
        long reserved,
        @Nullable Money told,
        @Nullable Money missed) {
    static final AgentState NONE = new AgentState(Window.EMPTY, 0, 0, 0, 0, null, null);

    /** Beyond any budget, and far enough from the largest number that two of them may be added. */
    private static final long MOST = 4_000_000_000_000_000_000L;

    /** What is known from before. What had reached the budget then was told of then: a restart does not tell it again. */
    static AgentState of(AgentPast past, @Nullable Money budget) {
        long spent = Math.min(MOST, past.spentThisMonth().nanos());
        Money told = budget != null && spent >= budget.nanos() ? budget : null;
        Window minute = Window.of(past.recentSends(), past.asOf());
        return new AgentState(minute, Utc.day(past.asOf()), past.requestsToday(), spent, 0, told, null);
    }

    /** The figures that hold at that moment. A clock that went back changes nothing. */
    AgentState on(Instant now) {
        long here = Utc.day(now);
        if (here <= day) return this;
        if (Utc.sameMonth(day, here)) return new AgentState(minute, here, 0, spent, reserved, told, missed);
        return new AgentState(minute, here, 0, 0, reserved, null, null);
    }

    long inMinute(Instant now) {
        return minute.count(second(now));
    }

    /** Which limit has no place for one more request; null when all have. */
    @Nullable
    RateLimited full(Allowance terms, Instant now) {
        Integer rpd = terms.rpd();
        if (rpd != null && today >= rpd) return new RateLimited(new Room(rpd, 0, dayEnds()), today + 1, true);
        Integer rpm = terms.rpm();
        if (rpm == null) return null;
        long count = inMinute(now);
        if (count < rpm) return null;
        Instant until = Instant.ofEpochSecond(minute.firstBelow(rpm, second(now)));
        return new RateLimited(new Room(rpm, 0, until), count + 1, false);
    }

    /** What is left of the minute, or of the day for an agent that has only that limit; null for one that has neither. */
    @Nullable
    Room room(Allowance terms, Instant now) {
        if (terms.rpm() != null) {
            long count = inMinute(now);
            // When a place comes free: one of those that count leaves the window.
            long until = minute.firstBelow(count, second(now));
            return new Room(terms.rpm(), terms.rpm() - count, Instant.ofEpochSecond(until));
        }
        return terms.rpd() == null ? null : new Room(terms.rpd(), terms.rpd() - today, dayEnds());
    }

    AgentState counted(Instant now) {
        return new AgentState(minute.plus(second(now)), day, today + 1, spent, reserved, told, missed);
    }

    /** Without a request that was counted at that second of that day and of which nothing was sent. */
    AgentState uncounted(long second, long ofDay) {
        long left = ofDay == day ? today - 1 : today;
        return new AgentState(minute.minus(second), day, left, spent, reserved, told, missed);
    }

    /** Whether a request that may cost so much fits under the budget beside all that are under way. */
    boolean bears(long most, Money budget) {
        return most <= budget.nanos() - spent - reserved;
    }

    AgentState holding(long more) {
        return new AgentState(minute, day, today, spent, reserved + more, told, missed);
    }

    AgentState settled(long held, long cost) {
        long sum = Math.min(MOST, spent + Math.min(MOST, cost));
        return new AgentState(minute, day, today, sum, reserved - held, told, missed);
    }

    /** Whether the budget is reached and that was not yet told of in this month. */
    boolean mustTell(@Nullable Money budget) {
        return budget != null && spent >= budget.nanos() && !budget.equals(told);
    }

    AgentState tell(@Nullable Money budget) {
        return new AgentState(minute, day, today, spent, reserved, budget, missed);
    }

    AgentState tellMissed(Money budget) {
        return new AgentState(minute, day, today, spent, reserved, told, budget);
    }

    AgentFigures figures(Instant now) {
        return new AgentFigures(inMinute(now), today, new Money(spent), new Money(reserved));
    }

    private Instant dayEnds() {
        return Utc.startOf(day + 1);
    }

    Instant monthEnds() {
        return Utc.startOfMonthAfter(day);
    }

    /** A clock that went back does not take the window with it: the later second stays. */
    long second(Instant now) {
        return Math.max(minute.latest(), now.getEpochSecond());
    }
}
