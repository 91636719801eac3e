package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.ledger.Entry;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.Uuid7;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that counts more or less than went through here. The keys are of 20 October, the day is 23 November. */
class DriftTest {
    private static final String ROUTER = "{'provider_name': 'openrouter', 'credentials': {'api_key': 'sk-or-v1-"
            + "0123456789abcdef".repeat(4) + "'}}";
    private static final String OPENAI =
            "{'provider_name': 'openai', 'credentials': {'api_key': 'sk-proj-T3BlbkFJ-%s', 'admin_api_key': 'sk-admin-x'}}";

    @TempDir
    private static Path folder;

    private static Vertx vertx;
    private static FakeProvider provider;
    private static House house;
    private static final Random RANDOM = new Random(11);
    private static long brand = 0;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        provider = new FakeProvider(vertx);
        house = house();
    }

    /** Each test has a brand of its own. */
    @BeforeEach
    void begin() {
        brand++;
        provider.reset();
        provider.answers("/r/credits", 403, "{}");
        house.now.set(Instant.parse("2026-10-20T12:00:00Z"));
    }

    private static House house() {
        return new House(vertx, folder, Map.of("openrouter", provider.url() + "/r", "openai", provider.url() + "/o"));
    }

    @AfterAll
    static void close() {
        house.close();
        provider.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void moreThanWentThroughHereIsToldOnceADay() {
        long id = created(ROUTER);
        noon();
        spent(id, "openrouter", "1.34");
        router("3.10", "1.34");
        sync();
        assertEquals(
                List.of("The provider says 3.10 USD today, our ledger says 1.34: the key may be used elsewhere."),
                told(id));
        house.pass(Duration.ofHours(1));
        router("4.50", "1.34");
        sync();
        assertEquals(1, told(id).size(), "once for each period");
        house.pass(Duration.ofDays(1));
        sync();
        assertEquals(2, told(id).size(), "another day");
    }

    @Test
    void healthShowsItAsLongAsItHolds() {
        long id = created(ROUTER);
        noon();
        spent(id, "openrouter", "1.34");
        router("1.34", "7");
        sync();
        JsonNode recommended = recommendations();
        assertEquals(1, recommended.size(), recommended.toString());
        assertEquals(id, recommended.at("/0/integration_id").asLong());
        assertEquals("Key may be used elsewhere", recommended.at("/0/issue").asText());
        assertTrue(
                recommended
                        .at("/0/action")
                        .asText()
                        .startsWith("The provider says 7.00 USD this month, our ledger says 1.34. "),
                recommended.toString());
        house.close();
        house = house();
        house.now.set(House.NOON);
        assertEquals(1, recommendations().size(), "a restart does not forget it");
        spent(id, "openrouter", "5.66");
        router("7", "7");
        sync();
        assertEquals(0, recommendations().size());
    }

    @Test
    void aMonthThatIsOverIsNotShown() {
        created(ROUTER);
        noon();
        router("0", "7");
        sync();
        assertEquals(1, recommendations().size());
        house.pass(Duration.ofDays(8));
        assertEquals(0, recommendations().size());
    }

    @Test
    void lessThanWentThroughHereIsToldInItsOwnWordsAndAdvisesNothing() {
        long id = created(ROUTER);
        noon();
        spent(id, "openrouter", "5");
        router("5", "2.5");
        sync();
        assertEquals(
                List.of(
                        "The provider says 2.50 USD this month, our ledger says 5.00: its figure may be late, or a price of ours too high."),
                told(id));
        assertEquals(0, recommendations().size());
        router("5", "9");
        sync();
        assertEquals(2, told(id).size(), "the other direction is another matter");
        router("5", "2.5");
        sync();
        assertEquals(2, told(id).size());
    }

    @Test
    void aPeriodThatBeganBeforeTheKeyIsNotCompared() {
        house.now.set(Instant.parse("2026-11-02T08:00:00Z"));
        long id = created(ROUTER);
        router("50", "50");
        sync();
        assertEquals(List.of(), told(id));
        noon();
        router("0", "50");
        sync();
        assertEquals(List.of(), told(id), "the month began before it");
        router("50", "50");
        sync();
        assertEquals(1, told(id).size(), "the day did not");
    }

    @Test
    void requestsWithoutAKnownPriceExplainAHigherFigure() {
        long id = created(ROUTER);
        noon();
        spent(id, "openrouter", null);
        router("50", "50");
        sync();
        assertEquals(List.of(), told(id));
    }

    @Test
    void aRequestThatFailedExplainsNothing() {
        long id = created(ROUTER);
        noon();
        append(id, "openrouter", "rate_limited", null);
        router("50", "0");
        sync();
        assertEquals(1, told(id).size());
    }

    @Test
    void theFirstMinutesOfADayAreNotCompared() {
        long id = created(ROUTER);
        house.now.set(Instant.parse("2026-11-23T00:05:00Z"));
        router("50", "0");
        sync();
        assertEquals(List.of(), told(id));
    }

    @Test
    void anAccountIsComparedWithAllItsKeysTogether() {
        long first = created(OPENAI.formatted("one"));
        long second = created(OPENAI.formatted("two"));
        noon();
        spent(first, "openai", "6");
        spent(second, "openai", "4");
        openai("10");
        sync();
        assertEquals(List.of(), told(first));
        house.run("deleteIntegration", Calls.id(Calls.of(brand), first));
        sync();
        assertEquals(List.of(), told(second), "a deleted key has spent all the same");
        openai("12");
        sync();
        assertEquals(
                List.of(
                        "The provider says 12.00 USD this month, our ledger says 10.00: the account may be used elsewhere.",
                        "The provider says 12.00 USD today, our ledger says 10.00: the account may be used elsewhere."),
                told(second));
        assertEquals(0, house.count("SELECT count(*) FROM billing_drift WHERE integration_id = " + first));
    }

    @Test
    void lessThanAllKeysTogetherMayBeAnotherAccount() {
        long id = created(OPENAI.formatted("one"));
        noon();
        spent(id, "openai", "20");
        openai("3");
        sync();
        assertEquals(List.of(), told(id));
    }

    private static long created(String json) {
        return house.run("createIntegration", Calls.body(Calls.of(brand), json))
                .at("/integration/id")
                .longValue();
    }

    private void noon() {
        house.now.set(House.NOON);
    }

    private void sync() {
        JsonNode report = house.run("syncBilling", Calls.of(brand));
        assertEquals(0, report.path("failed").asInt(), report.toString());
    }

    private void router(String today, String month) {
        provider.answers("/r/key", 200, "{'data': {'usage_daily': " + today + ", 'usage_monthly': " + month + "}}");
    }

    /** All of it today. */
    private void openai(String cost) {
        provider.answers(
                "/o/organization/costs",
                200,
                "{'data': [{'start_time': 1795392000, 'results': [{'amount': {'value': " + cost
                        + ", 'currency': 'usd'}}]}], 'has_more': false}");
    }

    private List<String> told(long id) {
        return house.database.<List<String>>read(handle -> handle.createQuery(
                        "SELECT cause FROM integration_event WHERE integration_id = :id AND kind = 'drift' ORDER BY id")
                .bind("id", id)
                .mapTo(String.class)
                .list());
    }

    private JsonNode recommendations() {
        return house.run("integrationsHealth", Calls.of(brand)).get("recommendations");
    }

    private void spent(long id, String name, @Nullable String cost) {
        append(id, name, "ok", cost == null ? null : dollars(cost));
    }

    /** Waits until it is committed. */
    private void append(long id, String name, String result, @Nullable Money cost) {
        Instant now = house.now.get();
        var caller = new Caller(new BrandId(brand), Caller.Kind.CLIENT, "cli_1", Set.of());
        var entry = new Entry(
                Uuid7.of(now.toEpochMilli(), RANDOM),
                "req",
                caller,
                new IntegrationId(id),
                name,
                "m",
                "m",
                now,
                now,
                result,
                200,
                null,
                cost,
                false,
                new Entry.Timings(null, null, 1_000, 10),
                false,
                false);
        var done = new CompletableFuture<Boolean>();
        house.ledger.append(entry, -1, () -> done.complete(true), done::completeExceptionally);
        assertTrue(done.join());
        assertFalse(done.isCompletedExceptionally());
    }

    private static Money dollars(String amount) {
        return Money.of(new BigDecimal(amount));
    }
}
