package dev.keypool.pool;

import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.LeaseResult.Exhausted;
import dev.keypool.pool.LeaseResult.Leased;
import dev.keypool.pool.LeaseResult.NoKey;
import dev.keypool.pool.LeaseResult.Overloaded;
import dev.keypool.pool.LeaseResult.Reason;
import dev.keypool.pool.Outcome.Abandoned;
import dev.keypool.pool.Outcome.Failed;
import dev.keypool.pool.Outcome.Success;
import dev.keypool.pool.SpendLimit.Period;
import dev.keypool.values.BrandId;
import dev.keypool.values.FailureClass;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A world around one pool: callers in quiet, steady and hasty hours; providers that fail in all the ways there are; operators
 * who change, reset, delete and restart. Time is a number. After each step the pool is held against {@link ModelKey}s. The
 * same seed gives the same world. Confined to its test.
 */
final class Simulation {
    private static final long START = Instant.parse("2026-11-23T10:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;
    private static final List<String> PROVIDERS = List.of("openai", "groq");

    /** Something that happens at a time. */
    private record Step(long at, long order, Runnable action) {}

    final Tally tally = new Tally();
    private final long seed;
    private final Random random;
    private final long end;
    private final PriorityQueue<Step> agenda =
            new PriorityQueue<>(Comparator.comparingLong(Step::at).thenComparingLong(Step::order));
    private final LastSteps lastSteps;
    private final Caprice caprice;
    private final List<ModelGroup> groups = new ArrayList<>();
    private final Map<IntegrationId, ModelKey> model = new TreeMap<>();
    private final Map<IntegrationId, Standing> store = new HashMap<>();
    private final Map<String, ModelCircuit> circuits = new HashMap<>();
    private final Set<Flight> flying = new HashSet<>();
    private Pool pool;
    private long now = START;
    private long orders;
    private long lastLease;
    private long lastRequest;
    private long nextId = 1;
    private int process;

    Simulation(long seed, int hours) {
        this.seed = seed;
        this.random = new Random(seed);
        this.caprice = new Caprice(random);
        this.lastSteps = new LastSteps(seed, START);
        this.end = START + hours * HOUR;
        this.pool = newPool();
        for (long brand = 1; brand <= 2; brand++) {
            for (String provider : PROVIDERS) groups.add(new ModelGroup(new BrandId(brand), provider, model));
        }
        for (ModelGroup group : groups) {
            for (int i = 1 + random.nextInt(4); i > 0; i--) addKey(group);
            in(random.nextInt(60_000), () -> arrive(group));
        }
        in(60_000, this::operate);
        in(1_000, this::moodSwing);
    }

    private Pool newPool() {
        return new Pool(PoolSettings.STANDARD, new Random(seed + process), this::changed);
    }

    void run() {
        while (now < end) {
            Step step = agenda.remove();
            now = step.at();
            step.action().run();
        }
    }

    private void in(long wait, Runnable action) {
        agenda.add(new Step(now + wait, orders++, action));
    }

    private Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    private ModelKey model(IntegrationId id) {
        ModelKey key = model.get(id);
        if (key == null) throw broken("key " + id + " is not in the model");
        return key;
    }

    // Callers

    private void arrive(ModelGroup group) {
        attempt(group, caprice.request(++lastRequest, group.brand, group.provider));
        in(gap(group), () -> arrive(group));
    }

    /** Steady traffic, sudden haste, and now and then a quiet hour. */
    private long gap(ModelGroup group) {
        if (group.hasty > 0) {
            group.hasty--;
            return random.nextInt(400);
        }
        if (random.nextInt(30) == 0) group.hasty = 20 + random.nextInt(100);
        return random.nextInt(500) == 0 ? HOUR + random.nextLong(5 * HOUR) : 500 + random.nextInt(120_000);
    }

    private void attempt(ModelGroup group, LeaseRequest request) {
        IntegrationId expected = group.best(request, now);
        Long closedUntil = circuit(request).closedUntil(now);
        if (closedUntil == null && !group.keys.isEmpty()) circuit(request).entered(request.request());
        switch (pool.lease(request, instant())) {
            case Leased(Lease lease) -> {
                check(closedUntil == null, "leased, though the circuit is open until " + closedUntil);
                leased(group, request, lease, expected);
            }
            case Exhausted exhausted -> {
                check(closedUntil == null, "exhausted, though the circuit is open until " + closedUntil);
                circuit(request).left(request.request(), null, now);
                refused(group, request, exhausted, expected);
            }
            case Overloaded(Instant retryAt) -> {
                tally.overloaded++;
                check(closedUntil != null && retryAt.toEpochMilli() == closedUntil, "overloaded until " + retryAt);
            }
            case NoKey() -> check(group.keys.isEmpty(), "there are keys, but the pool says there are none");
        }
    }

    /** Of no model: one that nothing ever happens to. */
    private ModelCircuit circuit(LeaseRequest request) {
        if (request.model() == null) return new ModelCircuit();
        String whose = request.shared() ? "" : " " + request.brand();
        return circuits.computeIfAbsent(
                request.provider() + " " + request.model() + whose, place -> new ModelCircuit());
    }

    private void leased(ModelGroup group, LeaseRequest request, Lease lease, @Nullable IntegrationId expected) {
        note("leased", lease.key(), lease.probe());
        check(lease.key().equals(expected), "key " + lease.key() + " was chosen, " + expected + " is due");
        ModelKey key = model(lease.key());
        check(lease.probe() == key.quarantined(), "a probe is a lease of a quarantined key, and no other is");
        check(!key.quarantined() || (now >= key.quarantinedUntil && key.probe == 0), "not a single, due probe");
        tally.leases++;
        long number = ++lastLease;
        key.inFlight++;
        key.unsent++;
        boolean holds = key.member.blockingLimit() != null;
        check(holds == (lease.held() != null), "held is " + lease.held());
        key.reserved += request.reserve() == null ? 0 : request.reserve().nanos();
        if (lease.probe()) {
            key.probe = number;
            tally.probes++;
        }
        new Flight(group, request, lease, number, key).takeOff();
    }

    private void refused(
            ModelGroup group, LeaseRequest request, Exhausted exhausted, @Nullable IntegrationId expected) {
        note("refused", null, exhausted.retryAt());
        tally.refusals++;
        for (Reason reason : exhausted.reasons()) {
            if (reason.cause() == Cause.SPEND_RESERVED) tally.reserved++;
            if (reason.cause() == Cause.SPEND_UNPRICED) tally.unpriced++;
            if (reason.cause() == Cause.MODEL_UNAVAILABLE) tally.unavailable++;
        }
        check(expected == null, "refused, while key " + expected + " has room");
        check(exhausted.reasons().size() == group.keys.size(), "one reason for each key");
        Instant retryAt = exhausted.retryAt();
        // Which keys stand aside for others may change with the hour of each: then the time is a good guess.
        if (group.anyLacks(request.model(), now)) return;
        if (retryAt == null) {
            for (long later : new long[] {1_000, 61_000, 24 * HOUR, 800 * HOUR}) {
                check(!group.anyFree(request, now + later), "free in " + later + " ms, but no time was named");
            }
        } else {
            check(group.anyFree(request, retryAt.toEpochMilli()), "none is free at " + retryAt);
            check(!group.anyFree(request, retryAt.toEpochMilli() - 1), "one is free before " + retryAt);
        }
    }

    /** One leased attempt, from its lease to its end, unless the process ends before. */
    private final class Flight {
        final ModelGroup group;
        final LeaseRequest request;
        final Lease lease;
        final long number;
        final ModelKey key;
        final long begun = now;
        final int inProcess = process;

        private long sentAt;

        Flight(ModelGroup group, LeaseRequest request, Lease lease, long number, ModelKey key) {
            this.group = group;
            this.request = request;
            this.lease = lease;
            this.number = number;
            this.key = key;
        }

        void takeOff() {
            flying.add(this);
            long toSend = random.nextInt(20) == 0 ? random.nextInt(5_000) : random.nextInt(4);
            if (!caprice.reaches(lease.key())) {
                boolean gone = random.nextBoolean();
                Outcome outcome = gone ? new Abandoned() : new Failed(FailureClass.PROVIDER_ERROR, "refused", null);
                in(toSend, () -> end(outcome, false));
                return;
            }
            in(toSend, this::send);
            long latency = random.nextInt(15) == 0 ? random.nextInt(90_000) : 100 + random.nextInt(3_000);
            Outcome outcome = caprice.outcome(lease.key(), group.provider, request.model());
            in(toSend + latency, () -> end(outcome, true));
        }

        private void send() {
            if (inProcess != process) return;
            lease.sent(instant());
            key.send(now);
            sentAt = now;
            note("sent", lease.key(), null);
            tally.sent++;
            String over = key.overLimit(now);
            if (over != null) throw broken(over);
            compare(lease.key(), key);
        }

        private void end(Outcome outcome, boolean wasSent) {
            if (inProcess != process) return;
            flying.remove(this);
            Money actual = wasSent ? caprice.cost(request.reserve()) : Money.ZERO;
            Money cost = random.nextInt(4) == 0 ? null : actual;
            lease.settle(outcome, cost, instant());
            note("settled", lease.key(), outcome);
            key.inFlight--;
            key.reserved -= request.reserve() == null ? 0 : request.reserve().nanos();
            if (!wasSent) key.unsent--;
            key.cost(actual.nanos(), now);
            Money held = cost == null && wasSent ? lease.held() : null;
            if (held != null) tally.held++;
            Money counts = cost == null ? held : cost;
            if (counts != null) key.spend(counts.nanos(), now);
            String over = key.overSpent(now, () -> tally.wholeDays++);
            if (over != null) throw broken(over);
            if (circuit(request).left(request.request(), outcome, now)) tally.circuits++;
            learn(outcome);
            boolean probe = key.probe == number;
            if (probe) key.probe = 0;
            judge(group, lease.key(), key, outcome, begun, probe);
            settledTwice(outcome);
            if (outcome instanceof Failed failed
                    && failed.failureClass().mayTryNextKey()
                    && request.tried().size() < 2) {
                attempt(group, next());
            }
        }

        private LeaseRequest next() {
            Set<IntegrationId> tried = new HashSet<>(request.tried());
            tried.add(lease.key());
            return new LeaseRequest(
                    request.request(),
                    request.brand(),
                    request.provider(),
                    request.model(),
                    request.shared(),
                    request.reserve(),
                    tried);
        }

        private void learn(Outcome outcome) {
            String asked = request.model();
            if (asked == null) return;
            if (outcome instanceof Success) key.lacks.remove(asked);
            if (outcome instanceof Failed failed && failed.failureClass() == FailureClass.MODEL_NOT_FOUND) {
                key.lacks.put(asked, now + HOUR);
            }
        }

        /** The process died: the ledger has a row for it if it was sent, and nobody knows what it cost. */
        private void interrupt() {
            if (sentAt == 0) return;
            Money held = lease.held();
            if (held != null) key.spend(held.nanos(), sentAt);
            key.cost(caprice.cost(request.reserve()).nanos(), sentAt);
        }

        private void settledTwice(Outcome outcome) {
            if (random.nextInt(50) != 0) return;
            try {
                lease.settle(outcome, null, instant());
            } catch (IllegalStateException expected) {
                compare(lease.key(), key);
                return;
            }
            throw broken("a lease was settled twice");
        }
    }

    /** Tells the model what the pool was told, and compares. */
    private void judge(ModelGroup group, IntegrationId id, ModelKey key, Outcome outcome, long begun, boolean decides) {
        switch (outcome) {
            case Success() -> key.succeed(decides);
            case Failed failed -> {
                if (model.get(id) != key) return;
                Duration wait = failed.retryAfter();
                long before = key.coolingUntil;
                long cooling = ModelKey.millis(view(id).standing().coolingUntil());
                String wrong = key.fail(
                        failed.failureClass(), begun, decides, wait == null ? -1 : wait.toMillis(), cooling, now);
                if (wrong != null) throw broken(wrong);
                cooledFurther(group, key, before);
            }
            case Abandoned() -> {}
        }
        compare(id, key);
    }

    private void cooledFurther(ModelGroup group, ModelKey key, long before) {
        if (key.coolingUntil <= before) return;
        if (key.member.accountGroup() != null) tally.accounts++;
        group.cool(key);
        for (IntegrationId id : group.keys) compare(id, model(id));
    }

    private KeyView view(IntegrationId id) {
        return pool.view(id, instant()).orElseThrow();
    }

    /** A deleted key has no view; its leases only must not fail. */
    private void compare(IntegrationId id, ModelKey key) {
        if (model.get(id) != key) return;
        String differs = key.differsFrom(view(id), now);
        if (differs != null) throw broken("key " + id + ":\n  " + differs);
    }

    private void changed(IntegrationId id, Standing standing, StandingStore.@Nullable Event event) {
        Standing before = store.getOrDefault(id, Standing.NEW);
        check(standing.version() == before.version() + 1, "version " + standing.version() + " after " + before);
        store.put(id, standing);
        if (event == null) return;
        note("told", id, event);
        switch (event.kind()) {
            case QUARANTINED -> tally.quarantines++;
            case RECOVERED -> tally.recoveries++;
            case COOLING -> tally.coolings++;
            case LIMIT_REACHED -> tally.limits++;
            case SPEND_BLOCKED -> tally.spendBlocks++;
            case DEGRADED, PROBED, SPEND_WARNED, HEALTH_RESET, USAGE_RESET -> {}
        }
    }

    // Providers and operators

    private void moodSwing() {
        caprice.swing(List.copyOf(model.keySet()));
        caprice.crowd(PROVIDERS.get(random.nextInt(PROVIDERS.size())));
        in(random.nextInt(900_000), this::moodSwing);
    }

    private void operate() {
        ModelGroup group = groups.get(random.nextInt(groups.size()));
        if (group.keys.isEmpty()) addKey(group);
        IntegrationId id = group.keys.get(random.nextInt(group.keys.size()));
        int dice = random.nextInt(100);
        note("operator " + dice, id, null);
        if (dice < 30) reconfigure(id);
        else if (dice < 45) resetHealth(id);
        else if (dice < 55) resetUsage(id);
        else if (dice < 75) bill(group, id);
        else if (dice < 90) test(group, id);
        else if (dice < 95) replace(group, id);
        else if (dice < 98) restart();
        compareAll();
        in(random.nextLong(2 * HOUR), this::operate);
    }

    private void compareAll() {
        model.forEach(this::compare);
    }

    private void addKey(ModelGroup group) {
        IntegrationId id = new IntegrationId(nextId++);
        Member member = caprice.member(group.brand, group.provider, id);
        model.put(id, new ModelKey(member, now));
        group.keys.add(id);
        pool.put(member);
    }

    private void reconfigure(IntegrationId id) {
        ModelKey key = model(id);
        key.configure(caprice.member(key.member.brand(), key.member.provider(), id), now);
        pool.put(key.member);
    }

    private void resetHealth(IntegrationId id) {
        model(id).clear(true);
        pool.resetHealth(id, instant());
    }

    private void resetUsage(IntegrationId id) {
        model(id).resetUsage(now);
        pool.resetUsage(id, instant());
    }

    /** Asks the provider, whose answer comes some seconds later. */
    private void bill(ModelGroup group, IntegrationId id) {
        ModelKey key = model(id);
        OwnSpend before = pool.ownSpend(id, instant()).orElseThrow();
        check(before.todayNanos() == key.spentIn(Period.DAILY, now), "spent today: " + before.todayNanos());
        check(before.monthNanos() == key.spentIn(Period.MONTHLY, now), "spent this month: " + before.monthNanos());
        long asked = now;
        long today = before.todayNanos() + Math.max(0, random.nextLong(600_000_000L) - 300_000_000L);
        long month = before.monthNanos() + Math.max(0, random.nextLong(2_000_000_000L) - 1_000_000_000L);
        in(random.nextInt(9_000), () -> billed(group, id, key, new Answer(asked, before, today, month)));
    }

    /** What the provider's books said when it was asked. */
    private record Answer(long asked, OwnSpend before, long today, long month) {}

    private void billed(ModelGroup group, IntegrationId id, ModelKey key, Answer answer) {
        if (model.get(id) != key || answer.asked() / (24 * HOUR) != now / (24 * HOUR)) return;
        key.bill(Period.DAILY, answer.today(), answer.before().todayNanos(), now);
        key.bill(Period.MONTHLY, answer.month(), answer.before().monthNanos(), now);
        boolean credit = random.nextInt(3) != 0;
        long cooling = key.coolingUntil;
        key.balance(credit, now);
        Money balance = credit ? new Money(1) : Money.ZERO;
        pool.billed(id, new Money(answer.today()), new Money(answer.month()), balance, answer.before(), instant());
        cooledFurther(group, key, cooling);
        compareAll();
    }

    private void test(ModelGroup group, IntegrationId id) {
        Outcome outcome = caprice.outcome(id, group.provider, null);
        pool.judge(id, outcome, instant());
        if (outcome instanceof Success) model(id).clear(false);
        else judge(group, id, model(id), outcome, now, true);
    }

    private void replace(ModelGroup group, IntegrationId id) {
        pool.remove(id);
        model.remove(id);
        group.keys.remove(id);
        if (group.keys.isEmpty() || random.nextBoolean()) addKey(group);
    }

    /** The process dies with all that is in flight, and a new one goes on from the store and the ledger. */
    private void restart() {
        process++;
        tally.restarts++;
        pool = newPool();
        flying.forEach(Flight::interrupt);
        flying.clear();
        circuits.clear();
        for (Map.Entry<IntegrationId, ModelKey> entry : model.entrySet()) {
            IntegrationId id = entry.getKey();
            ModelKey key = entry.getValue();
            key.inFlight = 0;
            key.unsent = 0;
            key.probe = 0;
            key.reserved = 0;
            key.lacks.clear();
            key.forgetBills();
            pool.put(key.member);
            Standing standing = store.getOrDefault(id, Standing.NEW);
            Instant lastUsed = key.lastUsed == Long.MIN_VALUE ? null : Instant.ofEpochMilli(key.lastUsed);
            long today = key.spentIn(Period.DAILY, now);
            long month = key.spentIn(Period.MONTHLY, now);
            pool.restore(
                    id,
                    new Restored(instant(), key.onDay(now), key.recentSends(now), lastUsed, today, month, standing));
        }
    }

    private void note(String what, @Nullable IntegrationId id, @Nullable Object detail) {
        lastSteps.note(now, what, id, detail);
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) throw broken(otherwise);
    }

    private AssertionError broken(String what) {
        return lastSteps.broken(now, what);
    }
}
