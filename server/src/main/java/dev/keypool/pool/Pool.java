package dev.keypool.pool;

import dev.keypool.pool.KeyRules.Bill;
import dev.keypool.pool.KeyRules.Ending;
import dev.keypool.pool.LeaseResult.Leased;
import dev.keypool.pool.LeaseResult.NoKey;
import dev.keypool.pool.LeaseResult.Overloaded;
import dev.keypool.pool.Outcome.Failed;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.Utc;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the key of each request (integrations contract, sections 6 and 7). Thread-safe and lock-free: a key's whole state
 * is one immutable value, moved by compare-and-set. Plain Java: time is handed in.
 *
 * <p>A lease takes a place under the key's limits before the request is sent, so that any number of callers together never
 * exceed a limit; {@link Lease#sent} turns the place into a count, and settling an unsent lease gives it back. Of a spend limit
 * it takes the most that the request may cost, until what it did cost takes that place.
 *
 * <p>All methods for one key accept an id that the pool does not know, or no longer: they do nothing, unless said otherwise.
 */
public final class Pool {
    private static final LeaseResult NO_KEY = new NoKey();
    private static final int WHOLE_WAIT = 1_000;
    private static final Comparator<KeyState> BY_RANK = ((Comparator<KeyState>) Order::byRank)
            .thenComparing(state -> state.member().id());

    private final Roster roster = new Roster();
    private final Circuits circuits = new Circuits();
    private final KeyRules rules;
    private final boolean allowUnpriced;
    private final RandomGenerator random;
    private final StandingStore store;

    /**
     * @param random jitter of coolings; drawn from by whatever thread settles a failure
     * @param store told of each change of standing, after it happened
     */
    public Pool(PoolSettings settings, RandomGenerator random, StandingStore store) {
        this.rules = new KeyRules(settings);
        this.allowUnpriced = settings.allowUnpriced();
        this.random = random;
        this.store = store;
    }

    /**
     * Adds a key or replaces its configuration; counts and standing stay.
     *
     * @throws IllegalArgumentException when a known key comes with another brand or provider
     */
    public void put(Member member) {
        roster.put(member);
    }

    /** Forgets a key. Leases in flight still settle. */
    public void remove(IntegrationId id) {
        roster.remove(id);
    }

    /**
     * Sets what is known from before, at start, before the first lease and after {@link #put}.
     *
     * @throws IllegalArgumentException when the key was not put
     */
    public void restore(IntegrationId id, Restored before) {
        Key key = roster.find(id);
        if (key == null) {
            throw new IllegalArgumentException("Key " + id.value() + " is not in the pool; put it, then restore it");
        }
        key.update(state -> KeyRules.restored(state, before));
    }

    /** Takes the best key for that request. Never blocks. */
    public LeaseResult lease(LeaseRequest request, Instant now) {
        if (roster.keys(request.brand(), request.provider()).isEmpty()) return NO_KEY;
        Instant overloaded = circuits.enter(request, now);
        if (overloaded != null) return new Overloaded(overloaded);
        LeaseResult result = choose(allowUnpriced && request.reserve() == null ? request.unpriced() : request, now);
        if (!(result instanceof Leased)) circuits.leave(request, null, now);
        return result;
    }

    private LeaseResult choose(LeaseRequest request, Instant now) {
        while (true) {
            KeyGroup keys = roster.keys(request.brand(), request.provider());
            if (keys.isEmpty()) return NO_KEY;
            Selection selection = new Selection(keys, request, now);
            LeaseResult result = selection.found() ? take(selection, request, now) : refuse(selection, request);
            // Null: another thread moved a key between our look and our step. Its step counts; look again.
            if (result == null) continue;
            if (selection.untold()) tellLimits(keys, request, now);
            return result;
        }
    }

    private @Nullable LeaseResult refuse(Selection selection, LeaseRequest request) {
        return selection.holds(roster.keys(request.brand(), request.provider())) ? selection.exhausted() : null;
    }

    private @Nullable LeaseResult take(Selection selection, LeaseRequest request, Instant now) {
        Key best = selection.best();
        KeyState state = selection.bestState();
        PooledLease lease = new PooledLease(this, best, state, request, now);
        return best.move(state, state.leased(lease)) ? new Leased(lease) : null;
    }

    void sent(Key key, Instant now) {
        key.update(state -> state.sent(now));
    }

    void settle(Key key, PooledLease lease, boolean sent, Outcome outcome, @Nullable Money cost, Instant now) {
        Ending ending = new Ending(outcome, cost, now, jitter(outcome));
        circuits.leave(lease.request(), outcome, now);
        changeAccount(key, state -> rules.settled(state, lease, sent, ending), now);
        change(key, state -> Notices.spend(state, now));
    }

    /** The key's live truth, empty when the pool does not know it. */
    public Optional<KeyView> view(IntegrationId id, Instant now) {
        Key key = roster.find(id);
        return key == null ? Optional.empty() : Optional.of(view(key.state(), now));
    }

    private static KeyView view(KeyState state, Instant now) {
        Counts counts = state.counts();
        return new KeyView(
                counts.inDay(now),
                counts.inMinute(now),
                counts.lastUsedAt(),
                state.spendExceeded(now),
                state.standing().at(now),
                state.inFlight(),
                state.standing().quarantinedUntil());
    }

    /** Why each key would or would not be leased for that request now; nothing moves. Empty when there is none. */
    public Explanation explain(LeaseRequest request, Instant now) {
        Selection selection = new Selection(roster.keys(request.brand(), request.provider()), request, now);
        return Explanation.of(selection, circuits.closedUntil(request, now), now);
    }

    /** Providers for which the brand has an active key, in selection order of their best key. */
    public List<String> providers(BrandId brand) {
        List<KeyState> best = new ArrayList<>(4);
        for (KeyGroup keys : roster.providers(brand).values()) {
            KeyState first = firstActive(keys);
            if (first != null) best.add(first);
        }
        if (best.size() > 1) best.sort(BY_RANK);
        List<String> names = new ArrayList<>(best.size());
        for (KeyState state : best) names.add(state.member().provider());
        return names;
    }

    private static @Nullable KeyState firstActive(KeyGroup keys) {
        KeyState first = null;
        for (int i = 0; i < keys.size(); i++) {
            KeyState state = keys.get(i).state();
            if (state.member().active() && (first == null || BY_RANK.compare(state, first) < 0)) first = state;
        }
        return first;
    }

    /** Ends cooling and quarantine and clears the failures. */
    public void resetHealth(IntegrationId id, Instant now) {
        change(id, state -> rules.healthReset(state, now));
    }

    /** Day, minute and spend counters start again at zero. */
    public void resetUsage(IntegrationId id, Instant now) {
        change(id, state -> rules.usageReset(state, now));
    }

    /** Judges a key from outside of a lease: the result of a test call that is to be applied. */
    public void judge(IntegrationId id, Outcome outcome, Instant now) {
        Ending ending = new Ending(outcome, null, now, jitter(outcome));
        Key key = roster.find(id);
        if (key != null) changeAccount(key, state -> rules.judged(state, ending), now);
    }

    /** What we count of a key's spend now: to be taken before its provider is asked, see {@link #billed}. */
    public Optional<OwnSpend> ownSpend(IntegrationId id, Instant now) {
        Key key = roster.find(id);
        return key == null
                ? Optional.empty()
                : Optional.of(key.state().spend(now).own(Utc.day(now)));
    }

    /** The provider's own figures as of just now, see below. */
    public void billed(
            IntegrationId id, @Nullable Money today, @Nullable Money month, @Nullable Money balance, Instant now) {
        billed(id, new Bill(today, month, balance, null), now);
    }

    /**
     * The provider's own figures of the running day and month, null where unknown: they count when higher than ours. By how
     * much they are above {@code ownBefore} was spent by others, and counts beside all that we spend from then on. A
     * positive balance ends a cooling for no credit; a zero one begins it.
     *
     * @param ownBefore {@link #ownSpend} before the provider was asked
     */
    public void billed(
            IntegrationId id,
            @Nullable Money today,
            @Nullable Money month,
            @Nullable Money balance,
            OwnSpend ownBefore,
            Instant now) {
        billed(id, new Bill(today, month, balance, ownBefore), now);
    }

    private void billed(IntegrationId id, Bill bill, Instant now) {
        Key key = roster.find(id);
        if (key == null) return;
        changeAccount(key, state -> rules.billed(state, bill, now), now);
        change(key, state -> Notices.spend(state, now));
    }

    private void tellLimits(KeyGroup keys, LeaseRequest request, Instant now) {
        for (int i = 0; i < keys.size(); i++) {
            change(keys.get(i), state -> Notices.limit(state, now));
            change(keys.get(i), state -> Notices.spend(state, now));
            change(keys.get(i), state -> Notices.missed(state, request.reserve(), now));
        }
    }

    /** Makes one step of a key. When it cools for longer by it, so do the other keys of its account. */
    private void changeAccount(Key key, Function<KeyState, @Nullable Change> rule, Instant now) {
        Move move = change(key, rule);
        String group = key.state().member().accountGroup();
        boolean gone = roster.find(key.id()) != key;
        if (move == null || group == null || gone || !move.cooledFurther()) return;
        Standing cooled = move.after();
        KeyGroup keys = roster.keys(key.brand(), key.provider());
        for (int i = 0; i < keys.size(); i++) {
            change(keys.get(i), state -> rules.cooledWith(state, group, cooled, now));
        }
    }

    private void change(IntegrationId id, Function<KeyState, @Nullable Change> rule) {
        Key key = roster.find(id);
        if (key != null) change(key, rule);
    }

    /**
     * Makes one step, and tells the store of it once, when it is made. A rule that gives null has nothing to do.
     *
     * @return null when the standing stayed as it was
     */
    private @Nullable Move change(Key key, Function<KeyState, @Nullable Change> rule) {
        while (true) {
            KeyState before = key.state();
            Change change = rule.apply(before);
            if (change == null) return null;
            KeyState after = change.next();
            if (!key.move(before, after)) continue;
            if (after.standing().version() == before.standing().version()) return null;
            if (roster.find(key.id()) == key) store.changed(key.id(), after.standing(), change.event());
            return new Move(before.standing(), after.standing());
        }
    }

    /** A change of standing that was made. */
    private record Move(Standing before, Standing after) {
        boolean cooledFurther() {
            Instant until = after.coolingUntil();
            Instant was = before.coolingUntil();
            return until != null && (was == null || until.isAfter(was));
        }
    }

    /** Half to all of the wait, so that keys that were limited together do not come back together. Only guessed waits use it. */
    private int jitter(Outcome outcome) {
        return outcome instanceof Failed ? random.nextInt(WHOLE_WAIT / 2, WHOLE_WAIT + 1) : WHOLE_WAIT;
    }
}
