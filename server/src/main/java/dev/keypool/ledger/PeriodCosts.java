package dev.keypool.ledger;

/**
 * What one key cost up to a moment.
 *
 * @param day in the UTC day of that moment
 * @param month in its UTC month
 */
public record PeriodCosts(Cost day, Cost month) {}
