package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.integrations.BillingSchedule.Times;
import dev.keypool.pool.LeaseRequest;
import dev.keypool.pool.LeaseResult;
import dev.keypool.pool.Outcome;
import dev.keypool.store.JobLeases;
import dev.keypool.values.BrandId;
import dev.keypool.values.FailureClass;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schedule as a timetable: its clock is moved to where it says that it comes again. */
class BillingScheduleTest {
    private static final Times HOURLY = new Times(Duration.ofHours(1), Duration.ofMinutes(15));
    private static final String DEEPSEEK =
            "{'provider_name': 'deepseek', 'credentials': {'api_key': 'sk-0123456789abcdef0123456789abcdef'}}";

    @TempDir
    private static Path folder;

    private static Vertx vertx;
    private static FakeProvider provider;
    private static House house;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        provider = new FakeProvider(vertx);
        house = new House(vertx, folder, Map.of("deepseek", provider.url(), "openai", provider.url()));
    }

    /** A house without keys and without turns. */
    @BeforeEach
    void begin() {
        house.now.set(House.NOON);
        for (var key : house.run("listIntegrations", Calls.EMPTY).get("integrations")) {
            house.run("deleteIntegration", Calls.id(Calls.EMPTY, key.get("id").asLong()));
        }
        house.database.<Integer>write(handle -> handle.execute("DELETE FROM job_lease"));
        provider.reset();
        balance("5");
    }

    @AfterAll
    static void close() {
        house.close();
        provider.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theFirstRoundIsSomeMinutesAfterTheStartAndTheNextAboutAnHourLater() {
        house.created(DEEPSEEK);
        List<Instant> rounds = rounds(schedule("one", 3), Duration.ofHours(6));
        Duration first = Duration.between(House.NOON, rounds.getFirst());
        assertTrue(first.toSeconds() >= 150 && first.toSeconds() <= 300, first.toString());
        for (int i = 1; i < rounds.size(); i++) {
            Duration apart = Duration.between(rounds.get(i - 1), rounds.get(i));
            assertTrue(apart.toMinutes() >= 54 && apart.toMinutes() <= 66, rounds.toString());
        }
        assertTrue(rounds.size() >= 6, rounds.toString());
    }

    @Test
    void processesThatStartTogetherDoNotAskTogether() {
        house.created(DEEPSEEK);
        Set<Instant> firsts = new HashSet<>();
        for (int seed = 1; seed <= 8; seed++) {
            house.now.set(House.NOON);
            firsts.add(rounds(schedule("one", seed), Duration.ofMinutes(6)).getFirst());
        }
        assertTrue(firsts.size() >= 6, firsts.toString());
    }

    @Test
    void severalProcessesTakeTurns() {
        house.created(DEEPSEEK);
        var processes = List.of(schedule("one", 1), schedule("two", 2), schedule("three", 3));
        List<Instant> rounds = rounds(Duration.ofHours(12), processes);
        for (int i = 1; i < rounds.size(); i++) {
            Duration apart = Duration.between(rounds.get(i - 1), rounds.get(i));
            assertTrue(apart.toMinutes() >= 45, rounds.toString());
        }
        assertTrue(rounds.size() >= 10, rounds.toString());
    }

    @Test
    void onlyKeysThatCanBeAskedAboutAre() {
        long asked = house.created(DEEPSEEK);
        house.created("{'provider_name': 'groq', 'credentials': {'api_key': 'gsk_" + "a1B2".repeat(13) + "'}}");
        house.created("{'provider_name': 'openai', 'credentials': {'api_key': 'sk-proj-T3BlbkFJ-without-admin'}}");
        rounds(schedule("one", 1), Duration.ofMinutes(10));
        assertEquals(
                List.of("/user/balance"),
                provider.asked().stream().map(FakeProvider.Asked::uri).toList());
        assertEquals("5.00", house.one(asked).get("cached_balance").asText());
    }

    @Test
    void aKeyWithoutCreditIsAskedAboutBeforeItsCoolingEndsAndServesWhenItWasToppedUp() {
        long id = house.created(DEEPSEEK);
        BillingSchedule schedule = schedule("one", 1);
        schedule.run();
        house.pass(Duration.ofMinutes(10));
        outOfCredit();
        balance("0");
        int before = provider.asked().size();
        Instant topUp = house.now.get().plus(Duration.ofMinutes(40));
        Instant served = null;
        boolean gap = false;
        while (served == null && house.now.get().isBefore(topUp.plus(Duration.ofHours(1)))) {
            if (!house.now.get().isBefore(topUp)) balance("20");
            house.now.set(schedule.run());
            boolean free = serves();
            if (free) served = house.now.get();
            gap |= free && house.now.get().isBefore(topUp);
        }
        assertFalse(gap, "a request was let through before there was credit");
        assertTrue(served != null && Duration.between(topUp, served).toMinutes() <= 15, "served at " + served);
        assertTrue(provider.asked().size() - before <= 6, provider.asked().size() + " calls");
        assertEquals("20.00", house.one(id).get("cached_balance").asText());
    }

    @Test
    void aKeyWhoseProviderNamedAFarTimeIsAskedAboutAllTheSame() {
        house.created(DEEPSEEK);
        BillingSchedule schedule = schedule("one", 1);
        schedule.run();
        outOfCredit(Duration.ofDays(7));
        balance("20");
        Instant end = house.now.get().plus(Duration.ofMinutes(20));
        while (house.now.get().isBefore(end)) house.now.set(schedule.run());
        assertTrue(serves());
    }

    @Test
    void aBalanceThatWasNeverThereCoolsNothing() {
        house.created(DEEPSEEK);
        balance("0");
        rounds(schedule("one", 1), Duration.ofHours(3));
        assertTrue(serves());
    }

    @Test
    void aClockThatJumpsBackDoesNotSilenceIt() {
        house.created(DEEPSEEK);
        BillingSchedule schedule = schedule("one", 1);
        schedule.run();
        house.now.set(House.NOON.minus(Duration.ofDays(400)));
        assertTrue(rounds(schedule, Duration.ofHours(1)).size() >= 1);
    }

    @Test
    void aSyncThatIsInterruptedGivesUpTheCallsThatItWaitsFor() throws InterruptedException {
        house.created(DEEPSEEK);
        provider.answers("/user/balance", 0, "");
        var fault = new AtomicReference<@Nullable Throwable>();
        Thread sync = Thread.ofPlatform().unstarted(() -> house.run("syncBilling", Calls.EMPTY));
        sync.setUncaughtExceptionHandler((thread, thrown) -> fault.set(thrown));
        sync.start();
        while (provider.asked().isEmpty()) Thread.onSpinWait();
        sync.interrupt();
        assertTrue(sync.join(Duration.ofSeconds(9)), "it waits on, up to 10 s");
        assertTrue(String.valueOf(fault.get()).contains("interrupted"), "ended with " + fault.get());
    }

    @Test
    void timesThatAreNoneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Times(Duration.ofMillis(1), Duration.ofMinutes(1)));
        assertThrows(IllegalArgumentException.class, () -> new Times(Duration.ofHours(1), Duration.ZERO));
    }

    private BillingSchedule schedule(String holder, int seed) {
        return house.integrations.schedule(HOURLY, new JobLeases(house.database, holder), new Random(seed));
    }

    private List<Instant> rounds(BillingSchedule schedule, Duration length) {
        return rounds(length, List.of(schedule));
    }

    /** Runs them all, each when it wants to; gives the moments at which the provider was asked. */
    private List<Instant> rounds(Duration length, List<BillingSchedule> processes) {
        Instant end = house.now.get().plus(length);
        List<Instant> due = new ArrayList<>();
        for (BillingSchedule process : processes) due.add(process.run());
        List<Instant> rounds = new ArrayList<>();
        while (true) {
            int next = due.indexOf(java.util.Collections.min(due));
            if (due.get(next).isAfter(end)) return rounds;
            int before = provider.asked().size();
            house.now.set(due.get(next));
            due.set(next, processes.get(next).run());
            if (provider.asked().size() > before) rounds.add(house.now.get());
        }
    }

    private void outOfCredit() {
        outOfCredit(null);
    }

    private void outOfCredit(@Nullable Duration wait) {
        Instant now = house.now.get();
        var lease = ((LeaseResult.Leased) lease()).lease();
        lease.sent(now);
        lease.settle(new Outcome.Failed(FailureClass.KEY_NO_CREDIT, "Insufficient Balance", wait), null, now);
    }

    private LeaseResult lease() {
        return house.pool.lease(LeaseRequest.free(new BrandId(1), "deepseek"), Objects.requireNonNull(house.now.get()));
    }

    /** Whether a request would be let through. */
    private boolean serves() {
        if (!(lease() instanceof LeaseResult.Leased(var lease))) return false;
        lease.settle(new Outcome.Abandoned(), null, house.now.get());
        return true;
    }

    private void balance(String dollars) {
        provider.answers(
                "/user/balance", 200, "{'balance_infos': [{'currency': 'USD', 'total_balance': '" + dollars + "'}]}");
    }
}
