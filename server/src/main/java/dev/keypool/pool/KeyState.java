package dev.keypool.pool;

import dev.keypool.values.Utc;
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
    private final Leases leases;
    private final Unusable unusable;

    KeyState(Member member, Standing standing, Counts counts, Spend spend, Leases leases, Unusable unusable) {
        this.member = member;
        this.standing = standing;
        this.counts = counts;
        this.spend = spend;
        this.leases = leases;
        this.unusable = unusable;
    }

    static KeyState of(Member member) {
        return new KeyState(member, Standing.NEW, Counts.NONE, Spend.NONE, Leases.NONE, Unusable.NONE);
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

    /** What its open leases may cost at most, nano-dollars. */
    long reserved() {
        return leases.reserved();
    }

    int inFlight() {
        return leases.open();
    }

    int unsent() {
        return leases.unsent();
    }

    @Nullable
    Lease probe() {
        return leases.probe();
    }

    Unusable unusable() {
        return unusable;
    }

    /** Places under the minute limit that are not taken at {@code now}; {@code limit} is that limit. Below zero after the limit was lowered. */
    long minuteLeft(long limit, Instant now) {
        return limit - unsent() - counts.inMinute(now);
    }

    /** The same for the UTC day. */
    long dayLeft(long limit, Instant now) {
        return limit - unsent() - counts.inDay(now);
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

    KeyState with(Member changed) {
        return new KeyState(changed, standing, counts, spend, leases, unusable);
    }

    KeyState with(Standing changed) {
        return new KeyState(member, changed, counts, spend, leases, unusable);
    }

    KeyState with(Counts changed) {
        return new KeyState(member, standing, changed, spend, leases, unusable);
    }

    KeyState with(Spend changed) {
        return new KeyState(member, standing, counts, changed, leases, unusable);
    }

    KeyState with(Unusable changed) {
        return new KeyState(member, standing, counts, spend, leases, changed);
    }

    private KeyState with(Leases changed) {
        return new KeyState(member, standing, counts, spend, changed, unusable);
    }

    KeyState withoutProbe() {
        return with(leases.withoutProbe());
    }

    /** One lease more, its request unsent. */
    KeyState leased(PooledLease lease) {
        return with(leases.plus(lease));
    }

    /** The request of one lease leaves: its reservation becomes a count of this second and day. */
    KeyState sent(Instant now) {
        return with(counts.plus(now)).with(leases.sent());
    }

    /** One lease less. If its request never left, its place is given back. */
    KeyState returned(PooledLease lease, boolean wasSent) {
        return with(leases.minus(lease, wasSent));
    }
}
