package dev.keypool.pool;

import dev.keypool.pool.LeaseResult.Exhausted;
import dev.keypool.pool.LeaseResult.Leased;
import dev.keypool.pool.LeaseResult.NoKey;
import dev.keypool.pool.LeaseResult.Overloaded;
import dev.keypool.pool.LeaseResult.Reason;
import dev.keypool.pool.Outcome.Abandoned;
import dev.keypool.pool.Outcome.Failed;
import dev.keypool.pool.Outcome.Success;
import dev.keypool.pool.StandingStore.Event;
import dev.keypool.values.BrandId;
import dev.keypool.values.FailureClass;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A pool with a clock in hand and a store that remembers. Its keys belong to brand 1 and "openai". Confined to its test. */
final class TestPool {
    static final BrandId BRAND = new BrandId(1);
    static final String PROVIDER = "openai";
    static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    /** One call of the store. */
    record Told(
            IntegrationId id, Standing standing, @Nullable Event event) {}

    final List<Told> told = new ArrayList<>();
    final Pool pool = new Pool(
            PoolSettings.STANDARD, new Random(7), (id, standing, event) -> told.add(new Told(id, standing, event)));
    Instant now = START;
    private long requests;

    TestPool(Member... members) {
        for (Member member : members) pool.put(member);
    }

    // Members

    static IntegrationId id(long value) {
        return new IntegrationId(value);
    }

    static Member key(long id) {
        return new Member(id(id), BRAND, PROVIDER, true, 0, null, null, null);
    }

    static Member limited(long id, @Nullable Long perDay, @Nullable Long perMinute) {
        return new Member(id(id), BRAND, PROVIDER, true, 0, perDay, perMinute, null);
    }

    static Member priority(Member member, int priority) {
        return new Member(
                member.id(),
                member.brand(),
                member.provider(),
                member.active(),
                priority,
                member.dailyLimit(),
                member.minuteLimit(),
                member.spendLimit());
    }

    static Member inactive(Member member) {
        return new Member(
                member.id(),
                member.brand(),
                member.provider(),
                false,
                member.priority(),
                member.dailyLimit(),
                member.minuteLimit(),
                member.spendLimit());
    }

    static Member capped(long id, String amount, SpendLimit.Period period, SpendLimit.Action action) {
        SpendLimit limit = new SpendLimit(money(amount), period, action);
        return new Member(id(id), BRAND, PROVIDER, true, 0, null, null, limit);
    }

    static Money money(String amount) {
        return Money.of(new BigDecimal(amount));
    }

    // Time

    TestPool at(String time) {
        now = Instant.parse(time.contains("T") ? time : "2026-11-23T" + time + "Z");
        return this;
    }

    TestPool after(Duration wait) {
        now = now.plus(wait);
        return this;
    }

    TestPool afterSeconds(long seconds) {
        return after(Duration.ofSeconds(seconds));
    }

    // Requests

    LeaseResult ask(IntegrationId... tried) {
        return pool.lease(request(null, Money.ZERO, Set.of(tried)), now);
    }

    /** One more request of one more caller. */
    LeaseRequest request(@Nullable String model, @Nullable Money reserve, Set<IntegrationId> tried) {
        return new LeaseRequest(++requests, BRAND, PROVIDER, model, true, reserve, tried);
    }

    Lease lease(IntegrationId... tried) {
        return switch (ask(tried)) {
            case Leased leased -> leased.lease();
            case Exhausted exhausted -> throw new AssertionError("No key was free: " + exhausted);
            case Overloaded(Instant until) -> throw new AssertionError("Overloaded until " + until);
            case NoKey() -> throw new AssertionError("No key is there");
        };
    }

    Exhausted refusal(IntegrationId... tried) {
        return switch (ask(tried)) {
            case Leased leased ->
                throw new AssertionError("Key " + leased.lease().key() + " was given");
            case Exhausted exhausted -> exhausted;
            case Overloaded(Instant until) -> throw new AssertionError("Overloaded until " + until);
            case NoKey() -> throw new AssertionError("No key is there");
        };
    }

    Reason onlyReason() {
        List<Reason> reasons = refusal().reasons();
        if (reasons.size() != 1) throw new AssertionError("Expected one reason: " + reasons);
        return reasons.getFirst();
    }

    /** The key that the next request would get. */
    long next(IntegrationId... tried) {
        Lease lease = lease(tried);
        lease.settle(new Abandoned(), null, now);
        return lease.key().value();
    }

    /** A whole request at this moment that succeeds. Returns the key's number. */
    long succeed() {
        Lease lease = lease();
        lease.sent(now);
        lease.settle(new Success(), null, now);
        return lease.key().value();
    }

    /** A whole request that succeeds and costs. */
    void spend(String cost) {
        Lease lease = lease();
        lease.sent(now);
        lease.settle(new Success(), money(cost), now);
    }

    /** A whole request at this moment that fails. Returns the key's number. */
    long fail(FailureClass failureClass) {
        Lease lease = lease();
        lease.sent(now);
        lease.settle(failed(failureClass), null, now);
        return lease.key().value();
    }

    static Failed failed(FailureClass failureClass) {
        return new Failed(failureClass, "it said " + failureClass.wire(), null);
    }

    static Failed failed(FailureClass failureClass, Duration retryAfter) {
        return new Failed(failureClass, "it said " + failureClass.wire(), retryAfter);
    }

    /** Three failures, a second apart, the last at this moment: the key of the next request is in quarantine. */
    TestPool quarantine() {
        now = now.minusSeconds(2);
        fail(FailureClass.TIMEOUT);
        afterSeconds(1).fail(FailureClass.TIMEOUT);
        afterSeconds(1).fail(FailureClass.TIMEOUT);
        return this;
    }

    // What shows

    KeyView view(long id) {
        return pool.view(id(id), now).orElseThrow();
    }

    Standing standing(long id) {
        return view(id).standing();
    }

    int failures(long id) {
        return standing(id).consecutiveFailures();
    }

    List<Event.Kind> kinds() {
        List<Event.Kind> kinds = new ArrayList<>();
        for (Told one : told) if (one.event() != null) kinds.add(one.event().kind());
        return kinds;
    }

    Event lastEvent() {
        Event event = told.getLast().event();
        if (event == null) throw new AssertionError("The last change was no event: " + told.getLast());
        return event;
    }
}
