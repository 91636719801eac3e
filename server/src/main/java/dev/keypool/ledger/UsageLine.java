package dev.keypool.ledger;

/**
 * The usage of one day, provider, key, model or caller.
 *
 * @param key as the ledger has it: an ISO date, a name, a number or an id; empty when unknown, as after a process that died
 */
public record UsageLine(String key, Figures figures) {}
