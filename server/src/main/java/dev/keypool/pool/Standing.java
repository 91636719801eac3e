package dev.keypool.pool;

import dev.keypool.values.FailureClass;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a key's past behaviour has earned it. Immutable; survives restarts through {@link StandingStore}.
 *
 * @param version grows by one with each change, so that a late write never undoes a newer one
 * @param consecutiveFailures failures in a row
 * @param lastError the last failure's sentence, redacted, null when it never failed
 * @param lastErrorClass and its class
 * @param lastFailureAt when the last counted failure was noticed
 * @param coolingUntil skipped until then, at no cost to its health
 * @param coolings how often in a row it cooled without the provider naming a time
 * @param quarantinedUntil when it may be probed, null when not in quarantine
 * @param quarantines how often in a row it was quarantined: the next one lasts initial × 2ⁿ
 */
public record Standing(
        long version,
        int consecutiveFailures,
        @Nullable String lastError,
        @Nullable FailureClass lastErrorClass,
        @Nullable Instant lastFailureAt,
        @Nullable Instant coolingUntil,
        int coolings,
        @Nullable Instant quarantinedUntil,
        int quarantines) {
    public static final Standing NEW = new Standing(0, 0, null, null, null, null, 0, null, 0);

    public Standing {
        if (version < 0 || consecutiveFailures < 0 || coolings < 0 || quarantines < 0) {
            throw new IllegalArgumentException("A standing counts from zero: version " + version + ", failures "
                    + consecutiveFailures + ", coolings " + coolings + ", quarantines " + quarantines);
        }
    }

    public Health health() {
        return Health.of(consecutiveFailures);
    }

    /** True until the key may be probed. */
    boolean quarantined(Instant now) {
        return quarantinedUntil != null && now.isBefore(quarantinedUntil);
    }

    boolean cooling(Instant now) {
        return coolingUntil != null && now.isBefore(coolingUntil);
    }

    /** The same standing as the next version: something beside it is told. */
    Standing renewed() {
        return cooledUntil(coolingUntil);
    }

    Standing cooledUntil(@Nullable Instant until) {
        return copy(version + 1, until);
    }

    /** As it is shown: a cooling that is over is none. */
    Standing at(Instant now) {
        return coolingUntil == null || cooling(now) ? this : copy(version, null);
    }

    private Standing copy(long newVersion, @Nullable Instant newCoolingUntil) {
        return new Standing(
                newVersion,
                consecutiveFailures,
                lastError,
                lastErrorClass,
                lastFailureAt,
                newCoolingUntil,
                coolings,
                quarantinedUntil,
                quarantines);
    }
}
