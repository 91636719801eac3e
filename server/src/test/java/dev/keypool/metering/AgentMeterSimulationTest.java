package dev.keypool.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.metering.Admittance.Admitted;
import dev.keypool.metering.Admittance.RateLimited;
import dev.keypool.metering.Reservation.OverBudget;
import dev.keypool.metering.Reservation.Reserved;
import dev.keypool.values.Allowance;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Money;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises of the meter, held against a plain account of what happened, over weeks of a virtual clock. */
class AgentMeterSimulationTest {
    private static final int RPM = 20;
    private static final int RPD = 4_000;
    private static final long BUDGET = 600_000;
    private static final int STEPS = 150_000;

    private final AgentMeter meter = new AgentMeter(BudgetNotices.NOBODY);
    private final Caller agent = agent(new Allowance(RPM, RPD, new Money(BUDGET), true, null, false));

    private static Caller agent(Allowance allowance) {
        return new Caller(new BrandId(1), Caller.Kind.AGENT, "agt_1", Set.of(), allowance);
    }

    /** A request under way: when it was admitted, what it holds. */
    private record UnderWay(Instant at, AgentTicket ticket, AgentHold hold, long most) {}

    /** What really happened, told in the simplest way. */
    private static final class Account {
        private final Deque<Instant> minute = new ArrayDeque<>();
        private long day;
        private long today;
        private long spent;
        private long reserved;
        private int month;

        void at(Instant now) {
            while (!minute.isEmpty() && now.getEpochSecond() - minute.getFirst().getEpochSecond() >= 61)
                minute.removeFirst();
            long here = now.getEpochSecond() / 86_400;
            if (here != day) today = 0;
            day = here;
            int ofYear = now.atOffset(java.time.ZoneOffset.UTC).getMonthValue();
            if (ofYear != month) spent = 0;
            month = ofYear;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyAnswerIsTheOneThatAPlainAccountWouldGive(long seed) {
        var random = new SplittableRandom(seed);
        var account = new Account();
        List<UnderWay> underWay = new ArrayList<>();
        Instant now = Instant.parse("2026-11-25T10:00:00Z");
        int admitted = 0;
        int refused = 0;
        for (int step = 0; step < STEPS; step++) {
            now = now.plusMillis(random.nextInt(10) == 0 ? random.nextInt(120_000) : random.nextInt(2_500));
            account.at(now);
            if (!underWay.isEmpty() && random.nextBoolean()) {
                settle(underWay.remove(random.nextInt(underWay.size())), account, random, now);
                continue;
            }
            boolean room = account.minute.size() < RPM && account.today < RPD;
            switch (meter.admit(agent, now)) {
                case Admitted(AgentTicket ticket, var left) -> {
                    assertTrue(room, "more than a limit was admitted");
                    account.minute.add(now);
                    account.today++;
                    assertTrue(left != null && left.remaining() == RPM - account.minute.size());
                    UnderWay begun = begin(ticket, account, random, now);
                    if (begun != null) underWay.add(begun);
                    admitted++;
                }
                case RateLimited limited -> {
                    assertTrue(!room, "a request was refused although there was room");
                    assertTrue(limited.room().until().isAfter(now));
                    refused++;
                }
            }
            assertFigures(account, now);
        }
        assertTrue(admitted > 1_000 && refused > 100, admitted + " admitted, " + refused + " refused");
    }

    /** Null when the budget did not bear it; then nothing is sent, and the place is given back. */
    private static @Nullable UnderWay begin(AgentTicket ticket, Account account, SplittableRandom random, Instant now) {
        long most = random.nextLong(200);
        boolean fits = account.spent + account.reserved + most <= BUDGET;
        return switch (ticket.reserve(new WorstCase.Known(new Money(most)), false, now)) {
            case Reserved(AgentHold hold) -> {
                assertTrue(fits, "more than the budget was reserved");
                account.reserved += most;
                yield new UnderWay(now, ticket, hold, most);
            }
            case OverBudget _ -> {
                assertTrue(!fits, "the budget bears it");
                unadmit(account, ticket, now);
                yield null;
            }
            case Reservation.Unbounded _ -> throw new AssertionError("its bound is known");
        };
    }

    private static void unadmit(Account account, AgentTicket ticket, Instant at) {
        ticket.end();
        if (account.minute.remove(at) && account.day == at.getEpochSecond() / 86_400) account.today--;
    }

    private static void settle(UnderWay one, Account account, SplittableRandom random, Instant now) {
        account.reserved -= one.most();
        int ending = random.nextInt(4);
        if (ending == 0) {
            one.hold().settle(null, now);
            boolean sameDay = account.day == one.at().getEpochSecond() / 86_400;
            account.minute.remove(one.at());
            if (sameDay) account.today--;
        } else {
            one.hold().sent();
            boolean known = ending > 1;
            long cost = known ? random.nextLong(one.most() + 1) : one.most();
            one.hold().settle(known ? new Money(cost) : null, now);
            account.spent += cost;
        }
        one.ticket().end();
    }

    private void assertFigures(Account account, Instant now) {
        var expected = new AgentFigures(
                account.minute.size(), account.today, new Money(account.spent), new Money(account.reserved));
        assertEquals(expected, meter.figures("agt_1", now));
        assertTrue(account.spent + account.reserved <= BUDGET);
    }

    @Test
    void twoHundredAtOnceNeverPassAHardBudgetNorARequestLimit() throws Exception {
        Caller crowd = agent(new Allowance(15_000, 15_000, new Money(500_000), true, null, false));
        Instant now = Instant.parse("2026-11-23T12:00:00Z");
        var admitted = new AtomicLong();
        var spent = new AtomicLong();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                long seed = i;
                all.add(threads.submit(() -> ask(crowd, new SplittableRandom(seed), now, admitted, spent)));
            }
            for (Future<?> one : all) one.get();
        }
        AgentFigures figures = meter.figures("agt_1", now);
        assertEquals(new Money(spent.get()), figures.spentThisMonth());
        assertEquals(Money.ZERO, figures.reserved());
        assertEquals(admitted.get(), figures.requestsThisMinute());
        assertTrue(figures.requestsToday() <= 15_000);
        assertTrue(spent.get() <= 500_000 && spent.get() > 499_000, "spent " + spent.get());
    }

    private void ask(Caller crowd, SplittableRandom random, Instant now, AtomicLong admitted, AtomicLong spent) {
        for (int i = 0; i < 100; i++) {
            if (!(meter.admit(crowd, now) instanceof Admitted(AgentTicket ticket, var _))) continue;
            long most = 1 + random.nextLong(100);
            if (ticket.reserve(new WorstCase.Known(new Money(most)), false, now) instanceof Reserved(AgentHold hold)) {
                assertTrue(meter.figures("agt_1", now).reserved().nanos() >= 0);
                hold.sent();
                admitted.incrementAndGet();
                long cost = random.nextBoolean() ? most : random.nextLong(most);
                hold.settle(random.nextBoolean() && cost == most ? null : new Money(cost), now);
                spent.addAndGet(cost);
            }
            ticket.end();
        }
    }
}
