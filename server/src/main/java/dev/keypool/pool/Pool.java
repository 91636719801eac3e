package dev.keypool.pool;

import dev.keypool.pool.KeyRules.Ending;
import dev.keypool.pool.LeaseResult.Leased;
import dev.keypool.pool.LeaseResult.NoKey;
import dev.keypool.pool.Outcome.Failed;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the key of each request (integrations contract, sections 6 and 7). Thread-safe and lock-free: a key's whole state
 * is one immutable value, moved by compare-and-set. Plain Java: time is handed in.
 *
 * <p>A lease takes a place under the key's limits before the request is sent, so that any number of callers together never
 * exceed a limit; {@link Lease#sent} turns the place into a count, and settling an unsent lease gives it back.
 *
 * <p>All methods for one key accept an id that the pool does not know, or no longer: they do nothing, unless said otherwise.
 */
public final class Pool {
    private static final LeaseResult NO_KEY = new NoKey();
    private static final int WHOLE_WAIT = 1_000;
    private static final Comparator<KeyState> BY_RANK = ((Comparator<KeyState>) Order::byRank)
            .thenComparing(state -> state.member().id());

    private final Roster roster = new Roster();
    private final KeyRules rules;
    private final RandomGenerator random;
    private final StandingStore store;

    /**
     * @param random jitter of coolings; drawn from by whatever thread settles a failure
     * @param store told of each change of standing, after it happened
     */
    public Pool(PoolSettings settings, RandomGenerator random, StandingStore store) {
        this.rules = new KeyRules(settings);
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

    /** Takes the best key of that brand and provider that is not in {@code tried}. Never blocks. */
    public LeaseResult lease(BrandId brand, String provider, Set<IntegrationId> tried, Instant now) {
        while (true) {
            KeyGroup keys = roster.keys(brand, provider);
            if (keys.isEmpty()) return NO_KEY;
            Selection selection = new Selection(keys, tried, now);
            LeaseResult result = selection.found() ? take(selection, now) : refuse(selection, brand, provider);
            // Null: another thread moved a key between our look and our step. Its step counts; look again.
            if (result == null) continue;
            if (selection.untold()) tellLimits(keys, now);
            return result;
        }
    }

    private @Nullable LeaseResult refuse(Selection selection, BrandId brand, String provider) {
        return selection.holds(roster.keys(brand, provider)) ? selection.exhausted() : null;
    }

    private @Nullable LeaseResult take(Selection selection, Instant now) {
        Key best = selection.best();
        KeyState state = selection.bestState();
        PooledLease lease = new PooledLease(this, best, now, state.standing().quarantinedUntil() != null);
        return best.move(state, state.leased(lease)) ? new Leased(lease) : null;
    }

    void sent(Key key, Instant now) {
        key.update(state -> state.sent(now));
    }

    void settle(Key key, PooledLease lease, boolean sent, Outcome outcome, @Nullable Money cost, Instant now) {
        Ending ending = new Ending(outcome, cost, now, jitter(outcome));
        change(key, state -> rules.settled(state, lease, sent, ending));
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

    /** Why each key of that brand and provider would or would not be leased now; nothing moves. Empty when there is none. */
    public Explanation explain(BrandId brand, String provider, Instant now) {
        return Explanation.of(roster.keys(brand, provider), now);
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
        change(id, state -> rules.judged(state, ending));
    }

    /** The provider's own figures of the running day and month, null where unknown: they count when higher than ours. A positive balance ends a cooling for no credit; a zero one begins it. */
    public void billed(
            IntegrationId id, @Nullable Money today, @Nullable Money month, @Nullable Money balance, Instant now) {
        change(id, state -> rules.billed(state, today, month, balance, now));
        change(id, state -> Notices.spend(state, now));
    }

    private void tellLimits(KeyGroup keys, Instant now) {
        for (int i = 0; i < keys.size(); i++) {
            change(keys.get(i), state -> Notices.limit(state, now));
            change(keys.get(i), state -> Notices.spend(state, now));
        }
    }

    private void change(IntegrationId id, Function<KeyState, @Nullable Change> rule) {
        Key key = roster.find(id);
        if (key != null) change(key, rule);
    }

    /** Makes one step, and tells the store of it once, when it is made. Null: nothing to do. */
    private void change(Key key, Function<KeyState, @Nullable Change> rule) {
        while (true) {
            KeyState before = key.state();
            Change change = rule.apply(before);
            if (change == null) return;
            KeyState after = change.next();
            if (!key.move(before, after)) continue;
            boolean moved = after.standing().version() != before.standing().version();
            if (moved && roster.find(key.id()) == key) store.changed(key.id(), after.standing(), change.event());
            return;
        }
    }

    /** Half to all of the wait, so that keys that were limited together do not come back together. Only guessed waits use it. */
    private int jitter(Outcome outcome) {
        return outcome instanceof Failed ? random.nextInt(WHOLE_WAIT / 2, WHOLE_WAIT + 1) : WHOLE_WAIT;
    }
}
