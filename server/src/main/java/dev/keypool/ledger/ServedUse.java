package dev.keypool.ledger;

/**
 * How often one model of one provider was sent for. Immutable.
 *
 * @param model as served, else as asked
 * @param requests attempts that were sent
 */
public record ServedUse(String provider, String model, long requests) {}
