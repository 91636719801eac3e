package dev.keypool.pool;

import java.util.Locale;

/** A key's health, which follows its consecutive failures alone: 0, 1–2, 3 or more. */
public enum Health {
    HEALTHY,
    DEGRADED,
    UNHEALTHY;

    public static Health of(int consecutiveFailures) {
        if (consecutiveFailures == 0) return HEALTHY;
        return consecutiveFailures < 3 ? DEGRADED : UNHEALTHY;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
