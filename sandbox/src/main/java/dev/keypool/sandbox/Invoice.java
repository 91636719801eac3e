package dev.keypool.sandbox;

import java.time.LocalDate;
import java.util.TreeMap;

/** What a key has been billed, in nano-dollars, by UTC day (the last 400 days). Confined: guarded by its {@link KeyBook}. */
final class Invoice {
    private static final int DAYS = 400;
    private final TreeMap<LocalDate, Long> byDay = new TreeMap<>();
    private long total;
    private long prompt;
    private long cached;
    private long completion;
    private long reasoning;

    void add(LocalDate day, Usage usage) {
        total += usage.costNanos();
        prompt += usage.prompt();
        cached += usage.cached();
        completion += usage.completion();
        reasoning += usage.reasoning();
        byDay.merge(day, usage.costNanos(), Long::sum);
        if (byDay.size() > DAYS) {
            byDay.pollFirstEntry();
        }
    }

    long total() {
        return total;
    }

    /** Billed from the first of those days to the second, both included. */
    long between(LocalDate first, LocalDate last) {
        return byDay.subMap(first, true, last, true).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    Books.Tokens tokens() {
        return new Books.Tokens(prompt, cached, completion, reasoning);
    }
}
