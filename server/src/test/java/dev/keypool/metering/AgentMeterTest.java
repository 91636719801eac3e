package dev.keypool.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.metering.Admittance.Admitted;
import dev.keypool.metering.Admittance.RateLimited;
import dev.keypool.metering.Admittance.Room;
import dev.keypool.metering.Reservation.OverBudget;
import dev.keypool.metering.Reservation.Reserved;
import dev.keypool.metering.Reservation.Unbounded;
import dev.keypool.values.Allowance;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgentMeterTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-11-24T00:00:00Z");
    private static final Instant NEXT_MONTH = Instant.parse("2026-12-01T00:00:00Z");
    private static final Money CENT = new Money(10_000_000);
    private static final Money DOLLAR = new Money(1_000_000_000);

    private final List<String> told = new ArrayList<>();
    private final AgentMeter meter = new AgentMeter(new BudgetNotices() {
        @Override
        public void reached(Caller agent, Money spent, Instant now) {
            told.add("reached " + agent.id() + " " + spent.toDecimal());
        }

        @Override
        public void missed(Caller agent, Money spent, Money most, Instant now) {
            told.add("missed " + agent.id() + " " + spent.toDecimal() + " " + most.toDecimal());
        }
    });

    private static Caller agent(@Nullable Integer rpm, @Nullable Integer rpd, @Nullable Money budget, boolean hard) {
        var allowance = new Allowance(rpm, rpd, budget, hard, null, false);
        return new Caller(new BrandId(1), Caller.Kind.AGENT, "agt_1", Set.of(), allowance);
    }

    private static Caller hard(Money budget) {
        return agent(null, null, budget, true);
    }

    private AgentTicket admitted(Caller agent, Instant now) {
        return assertInstanceOf(Admitted.class, meter.admit(agent, now)).ticket();
    }

    private @Nullable Room room(Caller agent, Instant now) {
        return assertInstanceOf(Admitted.class, meter.admit(agent, now)).room();
    }

    private static AgentHold reserved(AgentTicket ticket, Money most, Instant now) {
        Reservation reservation = ticket.reserve(new WorstCase.Known(most), false, now);
        return assertInstanceOf(Reserved.class, reservation).hold();
    }

    private static OverBudget refused(AgentTicket ticket, Money most, Instant now) {
        Reservation reservation = ticket.reserve(new WorstCase.Known(most), false, now);
        return assertInstanceOf(OverBudget.class, reservation);
    }

    private void spend(Caller agent, Money cost, Instant now) {
        AgentTicket ticket = admitted(agent, now);
        AgentHold hold = reserved(ticket, cost, now);
        hold.sent();
        hold.settle(cost, now);
        ticket.end();
    }

    private Money spent(Instant now) {
        return meter.figures("agt_1", now).spentThisMonth();
    }

    @Test
    void theMinuteSlidesAndTellsWhenAPlaceComesFree() {
        Caller agent = agent(2, null, null, false);
        assertEquals(new Room(2, 1, NOON.plusSeconds(61)), room(agent, NOON));
        assertEquals(new Room(2, 0, NOON.plusSeconds(61)), room(agent, NOON.plusSeconds(30)));
        var limited = new RateLimited(new Room(2, 0, NOON.plusSeconds(61)), 3, false);
        assertEquals(limited, meter.admit(agent, NOON.plusSeconds(60)));
        assertEquals(new Room(2, 0, NOON.plusSeconds(91)), room(agent, NOON.plusSeconds(61)));
    }

    @Test
    void theDayEndsAtMidnightUtc() {
        Caller agent = agent(null, 2, null, false);
        assertEquals(new Room(2, 1, MIDNIGHT), room(agent, NOON));
        admitted(agent, MIDNIGHT.minusMillis(1));
        assertEquals(new RateLimited(new Room(2, 0, MIDNIGHT), 3, true), meter.admit(agent, MIDNIGHT.minusMillis(1)));
        admitted(agent, MIDNIGHT);
        assertEquals(1, meter.figures("agt_1", MIDNIGHT).requestsToday());
    }

    @Test
    void anAgentWithoutLimitsIsCountedAndToldNothing() {
        var unlimited = new Caller(new BrandId(1), Caller.Kind.AGENT, "agt_1", Set.of());
        assertNull(room(unlimited, NOON));
        assertEquals(new AgentFigures(1, 1, Money.ZERO, Money.ZERO), meter.figures("agt_1", NOON));
        assertEquals(new AgentFigures(0, 0, Money.ZERO, Money.ZERO), meter.figures("agt_2", NOON));
    }

    @Test
    void aLimitThatIsLoweredHoldsForTheNextRequest() {
        for (int i = 0; i < 5; i++) admitted(agent(null, null, null, false), NOON);
        var limited = assertInstanceOf(RateLimited.class, meter.admit(agent(3, 9, null, false), NOON));
        assertEquals(new RateLimited(new Room(3, 0, NOON.plusSeconds(61)), 6, false), limited);
    }

    @Test
    void aRequestOfWhichNothingWasSentGivesItsPlaceBack() {
        Caller agent = agent(1, 1, DOLLAR, true);
        AgentTicket ticket = admitted(agent, NOON);
        AgentHold hold = reserved(ticket, CENT, NOON);
        assertInstanceOf(RateLimited.class, meter.admit(agent, NOON));
        hold.settle(null, NOON);
        ticket.end();
        assertEquals(new AgentFigures(0, 0, Money.ZERO, Money.ZERO), meter.figures("agt_1", NOON));
        admitted(agent, NOON);
    }

    @Test
    void aPlaceOfYesterdayIsNotGivenBackToToday() {
        Caller agent = agent(null, 9, null, false);
        AgentTicket late = admitted(agent, MIDNIGHT.minusSeconds(1));
        admitted(agent, MIDNIGHT);
        late.end();
        assertEquals(1, meter.figures("agt_1", MIDNIGHT).requestsToday());
    }

    @Test
    void manyAttemptsAreOneRequest() {
        AgentTicket ticket = admitted(agent(9, 9, null, false), NOON);
        AgentHold first = reserved(ticket, CENT, NOON);
        first.sent();
        first.settle(Money.ZERO, NOON);
        AgentHold second = reserved(ticket, CENT, NOON);
        second.sent();
        second.settle(CENT, NOON);
        ticket.end();
        assertTrue(first.counts());
        assertFalse(second.counts());
        assertEquals(new AgentFigures(1, 1, CENT, Money.ZERO), meter.figures("agt_1", NOON));
    }

    @Test
    void whatIsReservedIsNotThereForOthersUntilItIsSettled() {
        Caller agent = hard(CENT);
        AgentHold hold = reserved(admitted(agent, NOON), new Money(6_000_000), NOON);
        AgentTicket other = admitted(agent, NOON);
        OverBudget refusal = refused(other, new Money(5_000_000), NOON);
        assertEquals(new OverBudget(Money.ZERO, new Money(6_000_000), new Money(5_000_000), CENT, NEXT_MONTH), refusal);
        assertTrue(refusal.mayPassSoon());
        hold.sent();
        hold.settle(new Money(1_000_000), NOON);
        reserved(other, new Money(9_000_000), NOON);
        assertEquals(List.of(), told);
    }

    @Test
    void whatNoLongerFitsIsToldOncePerMonth() {
        Caller agent = hard(CENT);
        spend(agent, new Money(8_000_000), NOON);
        for (int i = 0; i < 3; i++) {
            OverBudget refusal = refused(admitted(agent, NOON), new Money(3_000_000), NOON);
            assertFalse(refusal.mayPassSoon());
        }
        refused(admitted(agent, NEXT_MONTH), DOLLAR, NEXT_MONTH);
        assertEquals(List.of("missed agt_1 0.008 0.003", "missed agt_1 0.00 1.00"), told);
    }

    @Test
    void aSoftBudgetLetsPassAndIsToldOfOncePerMonthAndBudget() {
        Caller agent = agent(null, null, CENT, false);
        for (int i = 0; i < 3; i++) spend(agent, CENT, NOON);
        Caller raised = agent(null, null, new Money(35_000_000), false);
        spend(raised, new Money(1_000_000), NOON);
        spend(raised, CENT, NOON);
        spend(raised, CENT, MIDNIGHT);
        spend(agent, DOLLAR, NEXT_MONTH);
        assertEquals(List.of("reached agt_1 0.01", "reached agt_1 0.041", "reached agt_1 1.00"), told);
    }

    @Test
    void anUnknownCostUnderAHardBudgetIsAllThatItMayHaveBeen() {
        Caller agent = hard(DOLLAR);
        AgentHold hold = reserved(admitted(agent, NOON), CENT, NOON);
        assertNull(hold.held(), "nothing was sent yet");
        hold.sent();
        assertEquals(CENT, hold.held());
        hold.settle(null, NOON);
        assertEquals(CENT, spent(NOON));
    }

    @Test
    void anUnknownCostUnderASoftBudgetOrNoneIsNotCounted() {
        AgentHold hold = reserved(admitted(agent(null, null, DOLLAR, false), NOON), CENT, NOON);
        hold.sent();
        assertNull(hold.held());
        hold.settle(null, NOON);
        assertEquals(Money.ZERO, spent(NOON));
    }

    @Test
    void whatHasNoBoundIsNotForAHardBudgetUnlessTheOperatorTrustsIt() {
        var unknown = new WorstCase.Unknown(WorstCase.Why.PRICE);
        AgentTicket ticket = admitted(hard(CENT), NOON);
        assertEquals(new Unbounded(WorstCase.Why.PRICE), ticket.reserve(unknown, false, NOON));
        AgentHold trusted = assertInstanceOf(Reserved.class, ticket.reserve(unknown, true, NOON))
                .hold();
        trusted.sent();
        trusted.settle(CENT, NOON);
        assertEquals(CENT, spent(NOON));
        AgentTicket soft = admitted(agent(null, null, CENT, false), NOON);
        assertInstanceOf(Reserved.class, soft.reserve(unknown, false, NOON));
    }

    @Test
    void spendBeginsAgainWithTheMonthAndReservationsOutliveIt() {
        Caller agent = hard(DOLLAR);
        Instant lastSecond = NEXT_MONTH.minusSeconds(1);
        spend(agent, CENT, NOON);
        AgentHold hold = reserved(admitted(agent, lastSecond), CENT, lastSecond);
        hold.sent();
        assertEquals(CENT, spent(lastSecond));
        assertEquals(new AgentFigures(1, 0, Money.ZERO, CENT), meter.figures("agt_1", NEXT_MONTH));
        hold.settle(CENT, NEXT_MONTH);
        assertEquals(new AgentFigures(1, 0, CENT, Money.ZERO), meter.figures("agt_1", NEXT_MONTH));
    }

    @Test
    void whatWasCountedBeforeCountsOnAndIsNotToldAgain() {
        Instant recent = NOON.minusSeconds(10);
        meter.restore(new AgentPast("agt_1", NOON, List.of(recent, recent), 7, CENT), CENT);
        assertEquals(new AgentFigures(2, 7, CENT, Money.ZERO), meter.figures("agt_1", NOON));
        assertInstanceOf(RateLimited.class, meter.admit(agent(2, null, null, false), NOON));
        spend(agent(null, null, CENT, false), CENT, NOON);
        assertEquals(List.of(), told);
        meter.restore(new AgentPast("agt_1", NOON, List.of(), 0, Money.ZERO), CENT);
        meter.restore(new AgentPast("agt_1", NOON, List.of(), 0, CENT), DOLLAR);
        meter.restore(new AgentPast("agt_1", NOON, List.of(), 0, CENT), null);
        spend(agent(null, null, DOLLAR, false), DOLLAR, NOON);
        assertEquals(List.of("reached agt_1 1.01"), told);
        assertThrows(IllegalArgumentException.class, () -> new AgentPast("agt_1", NOON, List.of(), -1, Money.ZERO));
    }

    @Test
    void noSumOverflows() {
        Caller agent = agent(null, null, DOLLAR, false);
        var most = new Money(Long.MAX_VALUE);
        List<AgentHold> holds = new ArrayList<>();
        for (int i = 0; i < 5; i++) holds.add(reserved(admitted(agent, NOON), most, NOON));
        for (AgentHold hold : holds) {
            hold.sent();
            hold.settle(most, NOON);
        }
        assertEquals(new Money(4_000_000_000_000_000_000L), spent(NOON));
        assertEquals(Money.ZERO, meter.figures("agt_1", NOON).reserved());
        refused(admitted(hard(DOLLAR), NOON), most, NOON);
    }

    @Test
    void eachThingEndsExactlyOnce() {
        AgentTicket ticket = admitted(hard(DOLLAR), NOON);
        AgentHold hold = reserved(ticket, CENT, NOON);
        hold.sent();
        assertThrows(IllegalStateException.class, hold::sent);
        hold.settle(CENT, NOON);
        assertThrows(IllegalStateException.class, hold::sent);
        assertThrows(IllegalStateException.class, () -> hold.settle(CENT, NOON));
        AgentHold unsent = reserved(ticket, CENT, NOON);
        unsent.settle(null, NOON);
        assertThrows(IllegalStateException.class, unsent::sent);
        ticket.end();
        assertThrows(IllegalStateException.class, ticket::end);
        assertEquals(new AgentFigures(1, 1, CENT, Money.ZERO), meter.figures("agt_1", NOON));
    }

    @Test
    void aClockThatGoesBackFreesNothing() {
        Caller agent = agent(1, 1, null, false);
        admitted(agent, MIDNIGHT);
        Instant back = MIDNIGHT.minus(Duration.ofHours(2));
        assertInstanceOf(RateLimited.class, meter.admit(agent, back));
        assertEquals(1, meter.figures("agt_1", back).requestsToday());
    }

    @Test
    void anAllowanceHasNoLimitOfNothing() {
        assertThrows(IllegalArgumentException.class, () -> agent(0, null, null, false));
        assertThrows(IllegalArgumentException.class, () -> agent(null, 0, null, false));
        assertThrows(IllegalArgumentException.class, () -> agent(null, null, Money.ZERO, true));
    }
}
