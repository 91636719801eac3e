package dev.keypool.ledger;

import dev.keypool.values.Money;

/**
 * What was spent in a UTC day and in its month, by our own books.
 *
 * @param today known cost, dollars
 * @param unknownToday requests that did not fail and whose cost nobody knows, at least: their model has no price
 * @param month known cost, dollars
 */
public record Spent(Money today, long unknownToday, Money month, long unknownMonth) {}
