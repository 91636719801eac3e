package dev.keypool.pool;

/**
 * What our own ledger counts of a key's spend at one moment: taken before its provider is asked for its figure, so that what
 * others spent with the same key can be told from what we spent. Immutable.
 *
 * @param day the UTC day, counted from 1970-01-01
 * @param todayNanos nano-dollars of that day
 * @param monthNanos nano-dollars of its month
 */
public record OwnSpend(long day, long todayNanos, long monthNanos) {}
