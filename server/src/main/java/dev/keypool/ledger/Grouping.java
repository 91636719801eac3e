package dev.keypool.ledger;

import java.util.Map;

/** By what usage is summed up. */
public enum Grouping {
    /** UTC day of the send, {@code 2026-11-23}. */
    DAY("day"),
    PROVIDER("provider"),
    INTEGRATION("integration"),
    /** As served, else as asked. */
    MODEL("model"),
    /** Public id of the client or agent that asked. */
    CALLER("caller_id");

    /** By the words of the APIs. */
    public static final Map<String, Grouping> BY_NAME =
            Map.of("day", DAY, "provider", PROVIDER, "integration", INTEGRATION, "model", MODEL, "agent", CALLER);

    private final String column;

    Grouping(String column) {
        this.column = column;
    }

    /** Of the table {@code usage_day}. */
    String column() {
        return column;
    }
}
