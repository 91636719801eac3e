package dev.keypool.ledger;

import java.util.Comparator;

/**
 * The usage of one day, provider, key, model or caller.
 *
 * @param key as the ledger has it: an ISO date, a name, a number or an id; empty when unknown, as after a process that died
 */
public record UsageLine(String key, Figures figures) {
    /** The dearest first, then the busiest; the ledger's order, by key, stays among equals. */
    public static final Comparator<UsageLine> GREATEST = Comparator.comparing(
                    (UsageLine line) -> line.figures().cost().known())
            .thenComparingLong(line -> line.figures().requests())
            .reversed();
}
