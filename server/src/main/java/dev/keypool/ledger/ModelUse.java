package dev.keypool.ledger;

/**
 * What an agent used of one model in a UTC month.
 *
 * @param model as served, else as asked
 * @param attempts that were sent
 */
public record ModelUse(String model, long attempts, Cost cost) {}
