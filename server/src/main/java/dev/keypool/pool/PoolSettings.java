package dev.keypool.pool;

import java.time.Duration;

/**
 * @param quarantineInitial first quarantine after the third failure; doubles with every failed probe
 * @param quarantineMax longest quarantine
 * @param coolingMax longest cooling of a rate-limited key when the provider named no time (1, 2, 4 … with jitter)
 * @param creditRecheck when a key without credit is tried again, unless the provider named a reset
 */
public record PoolSettings(
        Duration quarantineInitial, Duration quarantineMax, Duration coolingMax, Duration creditRecheck) {
    public static final PoolSettings STANDARD = new PoolSettings(
            Duration.ofSeconds(60), Duration.ofMinutes(30), Duration.ofSeconds(60), Duration.ofMinutes(15));
}
