package dev.keypool.pool;

/** What happened in all, so that a test can see that it was not an idle world. */
final class Tally {
    long leases;
    long sent;
    long refusals;
    long probes;
    long quarantines;
    long recoveries;
    long coolings;
    long limits;
    long spendBlocks;
    long restarts;
    long circuits;
    long overloaded;
    long reserved;
    long unpriced;
    long unavailable;
    long held;
    long accounts;
    long wholeDays;
}
