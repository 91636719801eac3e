package dev.keypool.pool;

import dev.keypool.pool.SpendLimit.Action;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that the pool knows of one key, at one moment. Immutable; {@link Key} moves from one state to the next. A class and
 * not a record since it is compared by identity: the same object is the same moment.
 */
final class KeyState {
    private final Member member;
    private final Standing standing;
    private final Counts counts;
    private final Spend spend;
    private final int inFlight;
    private final int unsent;
    private final @Nullable PooledLease probe;

    /**
     * @param inFlight leases not yet settled
     * @param unsent those of them whose request has not left: they hold a place under both limits, and it does not expire
     * @param probe the single lease that probes the quarantined key, null when none does
     */
    KeyState(
            Member member,
            Standing standing,
            Counts counts,
            Spend spend,
            int inFlight,
            int unsent,
            @Nullable PooledLease probe) {
        this.member = member;
        this.standing = standing;
        this.counts = counts;
        this.spend = spend;
        this.inFlight = inFlight;
        this.unsent = unsent;
        this.probe = probe;
    }

    static KeyState of(Member member) {
        return new KeyState(member, Standing.NEW, Counts.NONE, Spend.NONE, 0, 0, null);
    }

    Member member() {
        return member;
    }

    Standing standing() {
        return standing;
    }

    Counts counts() {
        return counts;
    }

    /** The spend that holds at {@code now}. */
    Spend spend(Instant now) {
        return spend.on(Utc.day(now));
    }

    int inFlight() {
        return inFlight;
    }

    int unsent() {
        return unsent;
    }

    @Nullable
    Lease probe() {
        return probe;
    }

    /** Places under the minute limit that are not taken at {@code now}; {@code limit} is that limit. Below zero after the limit was lowered. */
    long minuteLeft(long limit, Instant now) {
        return limit - unsent - counts.inMinute(now);
    }

    /** The same for the UTC day. */
    long dayLeft(long limit, Instant now) {
        return limit - unsent - counts.inDay(now);
    }

    boolean minuteFull(Instant now) {
        Long limit = member.minuteLimit();
        return limit != null && minuteLeft(limit, now) <= 0;
    }

    boolean dayFull(Instant now) {
        Long limit = member.dailyLimit();
        return limit != null && dayLeft(limit, now) <= 0;
    }

    boolean spendExceeded(Instant now) {
        SpendLimit limit = member.spendLimit();
        return limit != null && spend(now).exceeds(limit);
    }

    boolean spendBlocks(Instant now) {
        SpendLimit limit = member.spendLimit();
        return limit != null && limit.action() == Action.BLOCK && spendExceeded(now);
    }

    KeyState with(Member changed) {
        return new KeyState(changed, standing, counts, spend, inFlight, unsent, probe);
    }

    KeyState with(Standing changed) {
        return new KeyState(member, changed, counts, spend, inFlight, unsent, probe);
    }

    KeyState with(Counts changed) {
        return new KeyState(member, standing, changed, spend, inFlight, unsent, probe);
    }

    KeyState with(Spend changed) {
        return new KeyState(member, standing, counts, changed, inFlight, unsent, probe);
    }

    KeyState withoutProbe() {
        return new KeyState(member, standing, counts, spend, inFlight, unsent, null);
    }

    /** One lease more, its request unsent. */
    KeyState leased(PooledLease lease) {
        return new KeyState(member, standing, counts, spend, inFlight + 1, unsent + 1, lease.probe() ? lease : probe);
    }

    /** The request of one lease leaves: its reservation becomes a count of this second and day. */
    KeyState sent(Instant now) {
        return new KeyState(member, standing, counts.plus(now), spend, inFlight, unsent - 1, probe);
    }

    /** One lease less. If its request never left, its place is given back. */
    KeyState returned(PooledLease lease, boolean wasSent) {
        boolean probed = probe == lease;
        return new KeyState(
                member, standing, counts, spend, inFlight - 1, wasSent ? unsent : unsent - 1, probed ? null : probe);
    }
}
