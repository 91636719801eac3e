package dev.keypool.pool;

import org.jspecify.annotations.Nullable;

/**
 * A key's leases that are not yet settled. Immutable.
 *
 * @param open how many
 * @param unsent those of them whose request has not left: they hold a place under both limits, and it does not expire
 * @param reserved the most that all of them may cost, nano-dollars
 * @param probe the single lease that probes the quarantined key, null when none does
 */
record Leases(int open, int unsent, long reserved, @Nullable PooledLease probe) {
    static final Leases NONE = new Leases(0, 0, 0, null);

    /** One more, its request unsent. */
    Leases plus(PooledLease lease) {
        return new Leases(open + 1, unsent + 1, reserved + lease.reserved(), lease.probe() ? lease : probe);
    }

    /** The request of one of them leaves. */
    Leases sent() {
        return new Leases(open, unsent - 1, reserved, probe);
    }

    /** One less. If its request never left, its place is given back. */
    Leases minus(PooledLease lease, boolean wasSent) {
        int stillUnsent = wasSent ? unsent : unsent - 1;
        return new Leases(open - 1, stillUnsent, reserved - lease.reserved(), probe == lease ? null : probe);
    }

    Leases withoutProbe() {
        return new Leases(open, unsent, reserved, null);
    }
}
