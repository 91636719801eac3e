package dev.keypool.pool;

import dev.keypool.pool.Outcome.Failed;
import dev.keypool.values.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How outcomes move a standing (integrations contract, section 6). Pure: the same standing comes back when nothing changed,
 * else one whose version is greater by one. Immutable.
 *
 * <p>In quarantine only its probe, an applied test call or an operator is heard. Attempts that began before and end now say
 * nothing new: their failures are of the burst that led here, and their successes are older than the failures.
 */
final class HealthRules {
    private static final int FAILURES_TO_QUARANTINE = 3;
    private static final Duration FIRST_COOLING = Duration.ofSeconds(1);
    private static final int WHOLE = 1_000;
    private final PoolSettings settings;

    HealthRules(PoolSettings settings) {
        this.settings = settings;
    }

    /** @param decides true for a quarantined key's probe and for an applied test call */
    record Attempt(Instant begunAt, boolean decides) {}

    /** A request succeeded. After a quarantine the key is degraded, else healthy. A cooling goes on: the provider named its end, and the request is older. */
    Standing succeeded(Standing standing, boolean probe) {
        if (standing.quarantinedUntil() != null) {
            return probe ? recovered(standing, 1, standing.coolingUntil(), standing.quarantines()) : standing;
        }
        boolean spotless = standing.consecutiveFailures() == 0 && standing.coolings() == 0;
        return spotless ? standing : recovered(standing, 0, standing.coolingUntil(), 0);
    }

    /** An applied test call succeeded: the key is healthy at once, and does not cool. */
    Standing tested(Standing standing) {
        boolean resting = standing.coolingUntil() != null || standing.quarantinedUntil() != null;
        return standing.consecutiveFailures() == 0 && !resting ? standing : recovered(standing, 0, null, 0);
    }

    /** An operator cleared it. Nothing of the past is shown any more. */
    Standing reset(Standing standing) {
        return new Standing(standing.version() + 1, 0, null, null, null, null, 0, null, 0);
    }

    private static Standing recovered(Standing before, int failures, @Nullable Instant coolingUntil, int quarantines) {
        return new Standing(
                before.version() + 1,
                failures,
                before.lastError(),
                before.lastErrorClass(),
                before.lastFailureAt(),
                coolingUntil,
                0,
                null,
                quarantines);
    }

    /**
     * An attempt failed.
     *
     * @param jitter how much of a cooling without a named time is served, in thousandths
     */
    Standing failed(Standing before, Attempt attempt, Failed failure, Instant now, int jitter) {
        FailureClass failureClass = failure.failureClass();
        if (!failureClass.countsAgainstKey()) return before;
        boolean counts = counts(before, attempt);
        Instant coolingUntil = coolingUntil(before, failure, counts, now, jitter);
        boolean cooled = !Objects.equals(coolingUntil, before.coolingUntil());
        if (!counts && !cooled) return before;
        int failures = before.consecutiveFailures() + (counts ? 1 : 0);
        boolean relapse = before.quarantinedUntil() != null;
        boolean quarantine = counts && (relapse || failures >= FAILURES_TO_QUARANTINE);
        // While a key cools, the error shown is the one that it cools for.
        boolean shown = cooled || !before.cooling(now);
        boolean guessed = cooled && failureClass == FailureClass.RATE_LIMITED && failure.retryAfter() == null;
        return new Standing(
                before.version() + 1,
                failures,
                shown ? failure.message() : before.lastError(),
                shown ? failureClass : before.lastErrorClass(),
                counts ? now : before.lastFailureAt(),
                coolingUntil,
                before.coolings() + (guessed ? 1 : 0),
                quarantine ? now.plus(quarantine(before.quarantines())) : before.quarantinedUntil(),
                before.quarantines() + (quarantine ? 1 : 0));
    }

    /** A burst counts once: an attempt that was under way when the last failure was noticed belongs to that failure. */
    private static boolean counts(Standing before, Attempt attempt) {
        boolean heard = before.quarantinedUntil() == null || attempt.decides();
        return heard && (before.lastFailureAt() == null || attempt.begunAt().isAfter(before.lastFailureAt()));
    }

    /** Later evidence only moves the end of a cooling later. */
    private @Nullable Instant coolingUntil(Standing before, Failed failure, boolean counts, Instant now, int jitter) {
        Duration wait = switch (failure.failureClass()) {
            case RATE_LIMITED -> rateLimitWait(before, failure, counts, now, jitter);
            case KEY_NO_CREDIT -> noCreditWait(before, failure, counts, now);
            case KEY_INVALID,
                    PROVIDER_OVERLOADED,
                    PROVIDER_ERROR,
                    TIMEOUT,
                    CALLER_ERROR,
                    CONTENT_FILTER,
                    CONTEXT_TOO_LONG,
                    MODEL_NOT_FOUND -> null;
        };
        return wait == null ? before.coolingUntil() : latest(before.coolingUntil(), now.plus(wait));
    }

    /** Without a named time, the burst that began a cooling does not prolong it. */
    private @Nullable Duration rateLimitWait(Standing before, Failed failure, boolean counts, Instant now, int jitter) {
        if (failure.retryAfter() != null) return failure.retryAfter();
        if (!counts && before.cooling(now)) return null;
        Duration whole = doubled(FIRST_COOLING, before.coolings(), settings.coolingMax());
        return whole.multipliedBy(jitter).dividedBy(WHOLE);
    }

    private @Nullable Duration noCreditWait(Standing before, Failed failure, boolean counts, Instant now) {
        if (failure.retryAfter() != null) return failure.retryAfter();
        return !counts && coolsForCredit(before, now) ? null : settings.creditRecheck();
    }

    private Duration quarantine(int before) {
        return doubled(settings.quarantineInitial(), before, settings.quarantineMax());
    }

    /** {@code first × 2ⁿ}, at most {@code max}. */
    private static Duration doubled(Duration first, int times, Duration max) {
        Duration wait = first;
        for (int i = 0; i < times && wait.compareTo(max) < 0; i++) wait = wait.multipliedBy(2);
        return wait.compareTo(max) < 0 ? wait : max;
    }

    /** The provider's books show a balance: none begins a cooling, some ends one that was for want of it. */
    Standing balanced(Standing before, boolean credit, Instant now) {
        if (credit) return coolsForCredit(before, now) ? before.cooledUntil(null) : before;
        Instant until = latest(before.coolingUntil(), now.plus(settings.creditRecheck()));
        if (until.equals(before.coolingUntil())) return before;
        return new Standing(
                before.version() + 1,
                before.consecutiveFailures(),
                "The provider reports no credit left.",
                FailureClass.KEY_NO_CREDIT,
                before.lastFailureAt(),
                until,
                before.coolings(),
                before.quarantinedUntil(),
                before.quarantines());
    }

    /** Another key of the same account cools until then, for the error that is shown: so does this one, at no cost to its health. */
    Standing cooledWith(Standing before, Standing other) {
        Instant until = other.coolingUntil();
        if (until == null || latest(before.coolingUntil(), until).equals(before.coolingUntil())) return before;
        return new Standing(
                before.version() + 1,
                before.consecutiveFailures(),
                other.lastError(),
                other.lastErrorClass(),
                before.lastFailureAt(),
                until,
                before.coolings(),
                before.quarantinedUntil(),
                before.quarantines());
    }

    private static boolean coolsForCredit(Standing standing, Instant now) {
        return standing.cooling(now) && standing.lastErrorClass() == FailureClass.KEY_NO_CREDIT;
    }

    private static Instant latest(@Nullable Instant one, Instant other) {
        return one == null || one.isBefore(other) ? other : one;
    }
}
