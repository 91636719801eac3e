package dev.keypool.sandbox;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Settings and books of one key. Thread-safe: every method is one short critical section without I/O, so event loops may
 * take it; the books of a call are closed before its last byte is written, so whoever has read the answer reads them right.
 */
final class KeyBook {
    private static final long KEEP_MICROS = 10 * SlidingWindow.MINUTE_MICROS;
    private static final int MOST_TIMES = 1 << 20;

    private final String key;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final SlidingWindow receivedTimes = new SlidingWindow(KEEP_MICROS, MOST_TIMES);
    private final SlidingWindow letThroughTimes = new SlidingWindow(SlidingWindow.MINUTE_MICROS, MOST_TIMES);
    private final Recent requestIds = new Recent();
    private final Recent attemptIds = new Recent();
    private final Invoice invoice = new Invoice();
    private final Set<String> providers = new LinkedHashSet<>();
    private final Map<String, Long> refused = new TreeMap<>();

    private final List<Waiter> waiters = new ArrayList<>();
    private boolean known;
    private KeyBehaviour behaviour = KeyBehaviour.OK;
    private Script script = Script.of(Reply.USUAL, Pace.QUICK.chunks());
    private FaultPlan plan = new FaultPlan(Fault.NONE);
    private @Nullable Incoming lastCall;
    private @Nullable Instant lastReceived;
    private long received;
    private long answered;
    private long aborted;
    private long streamsCompleted;
    private long streamsAborted;
    private long otherCalls;

    private record Waiter(Predicate<Books> condition, CompletableFuture<Books> future) {}

    /** @param known false: refused until it is configured */
    KeyBook(String key, boolean known, InstantSource clock, RandomGenerator random) {
        this.key = key;
        this.known = known;
        this.clock = clock;
        this.random = random;
    }

    synchronized void configure(KeyBehaviour next) {
        behaviour = next;
        script = Script.of(next.spoken(), next.pace().chunks());
        plan = new FaultPlan(next.fault());
        known = true;
    }

    synchronized KeyBehaviour behaviour() {
        return behaviour;
    }

    /** Counts a billed call whose head and body have arrived, and decides about it. {@link #end} must follow, once. */
    synchronized Turn arrive(Incoming call) {
        Played played = call.played();
        Instant now = clock.instant();
        long micros = micros(now);
        received++;
        lastReceived = now;
        receivedTimes.add(micros);
        requestIds.add(call.request().getHeader("X-Request-Id"));
        attemptIds.add(call.request().getHeader("X-Keypool-Attempt"));
        lastCall = call;
        providers.add(played.name());
        tellWaiters();
        return decide(played, now, micros);
    }

    private Turn decide(Played played, Instant now, long micros) {
        if (!known) {
            return refuse(Refusal.unknownKey());
        }
        boolean rejected = plan.fault().mode() == Mode.INVALID && plan.fires(Calls.CHAT, now, random);
        Integer limit = behaviour.account().minuteLimit();
        if (!rejected && limit != null && letThroughTimes.inLastMinute(micros) >= limit) {
            long free = letThroughTimes.freeAtMicros(limit);
            return refuse(Refusal.overLimit(limit, free - micros, free / 1000));
        }
        if (!rejected) {
            letThroughTimes.add(micros);
        }
        if (!rejected && creditUsedUp()) {
            return refuse(Refusal.outOfCredit());
        }
        return play(played, rejected || plan.fires(Calls.CHAT, now, random));
    }

    /** Counts a call that is not a chat, and decides about it. */
    synchronized Turn arriveOther(Played played) {
        otherCalls++;
        providers.add(played.name());
        return known ? play(played, plan.fires(Calls.OTHER, clock.instant(), random)) : refuse(Refusal.unknownKey());
    }

    private Turn play(Played played, boolean faulty) {
        Fault fault = faulty ? plan.fault() : Fault.NONE;
        Refusal refusal = Refusal.of(fault, played);
        return refusal != null ? refuse(refusal) : new Turn.Served(fault, script, behaviour);
    }

    private Turn refuse(Refusal refusal) {
        return new Turn.Refused(refusal, behaviour.pace().latencyMs());
    }

    private boolean creditUsedUp() {
        Long credit = behaviour.account().creditNanos();
        return credit != null && invoice.total() + behaviour.account().elsewhereMonthNanos() >= credit;
    }

    /** Closes a billed call. */
    synchronized void end(Ending ending) {
        invoice.add(today(), ending.usage());
        switch (ending.kind()) {
            case ANSWERED -> {
                answered++;
                streamsCompleted += ending.streamed() ? 1 : 0;
            }
            case ABORTED -> {
                aborted++;
                streamsAborted += ending.streamed() ? 1 : 0;
            }
            case REFUSED -> refused.merge(ending.reason(), 1L, Long::sum);
        }
        tellWaiters();
    }

    /** Completes as soon as the books are so, at once if they are. */
    synchronized CompletableFuture<Books> when(Predicate<Books> condition) {
        CompletableFuture<Books> future = new CompletableFuture<>();
        waiters.add(new Waiter(condition, future));
        tellWaiters();
        return future;
    }

    private void tellWaiters() {
        if (!waiters.isEmpty()) {
            Books now = snapshot();
            waiters.removeIf(
                    waiter -> waiter.condition().test(now) && waiter.future().complete(now));
        }
    }

    synchronized Books snapshot() {
        long refusals = refused.values().stream().mapToLong(Long::longValue).sum();
        Books.Counts counts = new Books.Counts(
                received,
                answered,
                refused,
                aborted,
                received - answered - aborted - refusals,
                new Books.Streams(streamsCompleted, streamsAborted),
                otherCalls);
        Books.Peaks peaks = new Books.Peaks(
                receivedTimes.most(),
                letThroughTimes.most(),
                receivedTimes.exact() && letThroughTimes.exact(),
                lastReceived);
        return new Books(key, List.copyOf(providers), counts, invoice.tokens(), invoice.total(), peaks);
    }

    /** The last billed call, null before the first. */
    synchronized @Nullable Incoming lastCall() {
        return lastCall;
    }

    /** What the provider's billing calls show, in nano-dollars. */
    synchronized Bill bill() {
        LocalDate day = today();
        Account account = behaviour.account();
        return new Bill(
                account.creditNanos(),
                invoice.total() + account.elsewhereMonthNanos(),
                invoice.between(day, day) + account.elsewhereTodayNanos(),
                invoice.between(day.minusDays(day.getDayOfWeek().getValue() - 1L), day) + account.elsewhereTodayNanos(),
                invoice.between(day.withDayOfMonth(1), day) + account.elsewhereMonthNanos());
    }

    /** Times of the last {@code count} chat calls of the last ten minutes, oldest first. */
    synchronized List<Instant> requestTimes(int count) {
        return LongStream.of(receivedTimes.last(count))
                .mapToObj(KeyBook::instant)
                .toList();
    }

    synchronized List<String> requestIds(int count) {
        return requestIds.last(count);
    }

    synchronized List<String> attemptIds(int count) {
        return attemptIds.last(count);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000L + time.getNano() / 1_000;
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }
}
