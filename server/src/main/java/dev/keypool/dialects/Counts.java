package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;

/** Token counts in usage objects. */
final class Counts {
    /** More tokens than any request has: a count beyond is none. */
    private static final long MOST_TOKENS = 1_000_000_000_000L;

    private Counts() {}

    /** 0 when absent or no sensible count. */
    static long of(JsonNode usage, String name) {
        JsonNode value = usage.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) return 0;
        long count = value.longValue();
        return count < 0 || count > MOST_TOKENS ? 0 : count;
    }

    /** The member of the details, else the first of the others that is there. */
    static long first(JsonNode details, String name, JsonNode usage, String... others) {
        if (details.hasNonNull(name)) return of(details, name);
        for (String other : others) if (usage.hasNonNull(other)) return of(usage, other);
        return 0;
    }
}
