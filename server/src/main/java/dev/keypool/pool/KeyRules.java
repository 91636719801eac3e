package dev.keypool.pool;

import dev.keypool.pool.HealthRules.Attempt;
import dev.keypool.pool.Outcome.Abandoned;
import dev.keypool.pool.Outcome.Failed;
import dev.keypool.pool.Outcome.Success;
import dev.keypool.pool.StandingStore.Event;
import dev.keypool.pool.StandingStore.Event.Kind;
import dev.keypool.values.FailureClass;
import dev.keypool.values.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happens to a key, as steps from one state to the next. Pure, so that a step may be tried again. Immutable. */
final class KeyRules {
    private final HealthRules health;

    KeyRules(PoolSettings settings) {
        health = new HealthRules(settings);
    }

    /**
     * How an attempt ended, for good.
     *
     * @param jitter thousandths of a guessed cooling, see {@link HealthRules#failed}
     */
    record Ending(Outcome outcome, @Nullable Money cost, Instant now, int jitter) {}

    Change settled(KeyState state, PooledLease lease, boolean sent, Ending ending) {
        boolean probe = state.probe() == lease;
        Standing before = state.standing();
        Standing after = switch (ending.outcome()) {
            case Success() -> health.succeeded(before, probe);
            case Failed failure ->
                health.failed(before, new Attempt(lease.begunAt(), probe), failure, ending.now(), ending.jitter());
            case Abandoned() -> before;
        };
        KeyState next = state.returned(lease, sent);
        Money cost = ending.cost() != null || !sent ? ending.cost() : lease.held();
        if (cost != null) next = next.with(next.spend(ending.now()).plus(cost));
        next = learnt(next, lease.request().model(), ending);
        return changed(next, after, ending.outcome(), probe ? "The probe" : "A request", ending.now());
    }

    /** Whether the key has the model. */
    private static KeyState learnt(KeyState state, @Nullable String model, Ending ending) {
        if (model == null) return state;
        return switch (ending.outcome()) {
            case Failed(var failure, var _, var _)
            when failure == FailureClass.MODEL_NOT_FOUND ->
                state.with(state.unusable().plus(model, ending.now()));
            case Failed _, Abandoned() -> state;
            case Success() ->
                state.unusable().holds(model) ? state.with(state.unusable().minus(model)) : state;
        };
    }

    /** Another key of the same account began to cool, or cools for longer. */
    @Nullable
    Change cooledWith(KeyState state, String group, Standing other, Instant now) {
        if (!group.equals(state.member().accountGroup())) return null;
        Standing before = state.standing();
        Standing after = health.cooledWith(before, other);
        if (after.version() == before.version()) return null;
        String cause = "Another key of the account " + group + " must wait.";
        return new Change(state.with(after), Events.between(before, after, cause, now));
    }

    /** A test call that is to be applied. Its success is the last word: a probe under way becomes a request like any other. */
    Change judged(KeyState state, Ending ending) {
        Instant now = ending.now();
        return switch (ending.outcome()) {
            case Success() ->
                changed(state.withoutProbe(), health.tested(state.standing()), ending.outcome(), "A test call", now);
            case Failed failure -> {
                Attempt attempt = new Attempt(now, true);
                Standing after = health.failed(state.standing(), attempt, failure, now, ending.jitter());
                yield changed(state, after, failure, "A test call", now);
            }
            case Abandoned() -> new Change(state, null);
        };
    }

    private static Change changed(KeyState next, Standing after, Outcome outcome, String who, Instant now) {
        Standing before = next.standing();
        if (before.version() == after.version()) return new Change(next, null);
        String cause = outcome instanceof Failed failure ? Events.failure(who, failure) : who + " succeeded.";
        return new Change(next.with(after), Events.between(before, after, cause, now));
    }

    Change healthReset(KeyState state, Instant now) {
        KeyState next = state.withoutProbe().with(Unusable.NONE).with(health.reset(state.standing()));
        return new Change(next, new Event(Kind.HEALTH_RESET, now, "Failures, cooling and quarantine were cleared."));
    }

    /** Reservations stay: their requests are yet to be sent, and count from now on. */
    Change usageReset(KeyState state, Instant now) {
        Spend spend = state.spend(now).reset(state.member().spendLimit());
        KeyState next = state.with(state.counts().reset()).with(spend);
        return new Change(
                next.with(next.standing().renewed()),
                new Event(Kind.USAGE_RESET, now, "Day, minute and spend counters were set to zero."));
    }

    /** What a provider's books say; {@code ownBefore} is what ours said when it was asked, null: just now. */
    record Bill(
            @Nullable Money today,
            @Nullable Money month,
            @Nullable Money balance,
            @Nullable OwnSpend ownBefore) {}

    Change billed(KeyState state, Bill bill, Instant now) {
        Spend spend = state.spend(now);
        OwnSpend before = bill.ownBefore() == null ? spend.own(spend.day()) : bill.ownBefore();
        KeyState next = state.with(spend.billed(bill.today(), bill.month(), before));
        if (bill.balance() == null) return new Change(next, null);
        return balanced(next, bill.balance().compareTo(Money.ZERO) > 0, now);
    }

    private Change balanced(KeyState next, boolean credit, Instant now) {
        Standing before = next.standing();
        Standing after = health.balanced(before, credit, now);
        String cause = credit ? "The provider reports credit." : "The provider reports no credit left.";
        return new Change(next.with(after), Events.between(before, after, cause, now));
    }

    /** The past takes the place of nothing: leases already given out stay. */
    static KeyState restored(KeyState state, Restored before) {
        return state.with(before.standing())
                .with(Counts.of(before))
                .with(Spend.of(before, state.member().spendLimit()));
    }
}
