package dev.keypool.pool;

import java.time.Duration;

/**
 * How long keys are left alone, all above zero; and how much is taken on trust. Immutable.
 *
 * @param quarantineInitial first quarantine after the third failure; doubles with every failed probe
 * @param quarantineMax longest quarantine
 * @param coolingMax longest cooling of a rate-limited key when the provider named no time (1, 2, 4 … with jitter)
 * @param creditRecheck when a key without credit is tried again, unless the provider named a reset
 * @param allowUnpriced whether a key with a blocking spend limit serves requests of which nobody knows what they may cost
 */
public record PoolSettings(
        Duration quarantineInitial,
        Duration quarantineMax,
        Duration coolingMax,
        Duration creditRecheck,
        boolean allowUnpriced) {
    public static final PoolSettings STANDARD = new PoolSettings(
            Duration.ofSeconds(60), Duration.ofMinutes(30), Duration.ofSeconds(60), Duration.ofMinutes(15));

    public PoolSettings {
        positive("quarantineInitial", quarantineInitial);
        positive("quarantineMax", quarantineMax);
        positive("coolingMax", coolingMax);
        positive("creditRecheck", creditRecheck);
        if (quarantineMax.compareTo(quarantineInitial) < 0) {
            throw new IllegalArgumentException("The longest quarantine, " + quarantineMax
                    + ", is shorter than the first, " + quarantineInitial + "; raise it or shorten the first");
        }
    }

    /** Nothing on trust. */
    public PoolSettings(
            Duration quarantineInitial, Duration quarantineMax, Duration coolingMax, Duration creditRecheck) {
        this(quarantineInitial, quarantineMax, coolingMax, creditRecheck, false);
    }

    private static void positive(String name, Duration duration) {
        if (duration.isPositive()) return;
        throw new IllegalArgumentException("The setting " + name + " is " + duration + "; give a time above zero");
    }
}
