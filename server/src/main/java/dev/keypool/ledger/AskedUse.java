package dev.keypool.ledger;

/**
 * What was asked for under one name. Immutable. Figures as in {@link Figures}: of attempts, so a request that fell back counts
 * once for each key that it was sent with.
 *
 * @param asked the name as callers wrote it
 */
public record AskedUse(String asked, long requests, long errors, long tokensIn, long tokensOut, Cost cost) {}
