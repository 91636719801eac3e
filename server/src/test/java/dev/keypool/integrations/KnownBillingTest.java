package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.LocalCatalogue;
import dev.keypool.providers.Provider;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The billing of every provider that has one: the rows that ship, on documented answers over real HTTP. */
class KnownBillingTest {
    @TempDir
    private static Path folder;

    private static Vertx vertx;
    private static FakeProvider server;
    private static House house;
    private static final Map<String, Long> KEYS = new HashMap<>();

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        server = new FakeProvider(vertx);
        house = house(Set.of("api.moonshot.ai", "api.siliconflow.com"), folder);
        KnownBilling.all().forEach(known -> KEYS.put(known.provider(), house.created(known.create())));
    }

    private static House house(Set<String> named, Path folder) {
        Catalogue catalogue = LocalCatalogue.load(server.url(), named);
        return new House(vertx, folder, catalogue, House.MASTER, List.of(), Duration.ofMillis(700));
    }

    @AfterAll
    static void close() {
        house.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void forget() {
        server.reset();
    }

    @Test
    void everyRowWithBillingIsTriedHere() {
        Set<String> tried =
                KnownBilling.all().stream().map(KnownBilling::provider).collect(Collectors.toSet());
        assertEquals(
                Catalogue.load(Map.of()).all().stream()
                        .filter(provider -> provider.billing() != null)
                        .map(Provider::name)
                        .collect(Collectors.toSet()),
                tried);
    }

    static Stream<KnownBilling> known() {
        return KnownBilling.all().stream();
    }

    @ParameterizedTest
    @MethodSource("known")
    void theDocumentedAnswerBecomesTheFiguresOfTheList(KnownBilling known) {
        JsonNode result = synced(known);
        assertEquals("success", result.path("status").asText(), result.toString());
        assertEquals(known.shown(), cached(known).subList(0, 4));
        assertEquals(known.now().toString(), cached(known).getLast());
        assertEquals(
                known.asked(),
                server.asked().stream()
                        .map(call -> call.method() + " " + call.uri())
                        .toList());
        for (FakeProvider.Asked call : server.asked()) {
            var authorization = known.authorization();
            assertEquals(authorization.getValue(), call.headers().get(authorization.getKey()), call.uri());
            assertFalse(call.headers().values().toString().contains("{"), call.uri());
        }
    }

    @ParameterizedTest
    @MethodSource("known")
    void aFailureIsNamedAndKeepsWhatWasReadBefore(KnownBilling known) {
        synced(known);
        List<String> before = cached(known);
        boolean apiKey = known.credentials().indexOf(',') < 0;
        house.pass(Duration.ofHours(1));
        failing(known, 500, "oops", "answered with status 500.");
        failing(known, 200, "<html>busy</html>", "answered with something that is not JSON.");
        failing(known, 200, "'hello'", " ");
        failing(known, 200, "{'unheard': 'of'}", " ");
        failing(known, 401, "{}", apiKey ? "API key invalid or expired" : " refuses the credential field ");
        assertEquals(before, cached(known));
    }

    private static void failing(KnownBilling known, int status, String body, String sentence) {
        server.answers(known.main(), status, body);
        JsonNode result = sync(known);
        assertEquals("failed", result.path("status").asText(), body + ": " + result);
        assertTrue(result.path("error").asText().contains(sentence), body + ": " + result);
    }

    @Test
    void aProviderThatDoesNotAnswerInTimeFailsAlone() {
        KnownBilling silent = known("anthropic");
        KnownBilling quick = known("deepseek");
        synced(silent);
        List<String> before = cached(silent);
        quick.script(server);
        server.answers(silent.main(), 0, "");
        JsonNode report = house.run("syncBilling", Calls.EMPTY);
        assertEquals("did not answer within", error(report, silent).replaceAll(".*(did not answer within).*", "$1"));
        assertEquals("", error(report, quick));
        assertEquals(before, cached(silent));
    }

    @Test
    void daysOnFurtherPagesCountToo() {
        KnownBilling openai = known("openai");
        house.now.set(openai.now());
        String day =
                "{'data': [{'start_time': %d, 'results': [{'amount': {'value': %s, 'currency': 'usd'}}]}], 'has_more': %s, 'next_page': %s}";
        String first = openai.asked().getFirst().substring(4);
        server.answers(first, 200, day.formatted(1751328000, "'1.25'", "true", "'page 2/+'"))
                .answers(first + "&page=page+2%2F%2B", 200, day.formatted(1751328000, "2", "true", "'p3'"))
                .answers(first + "&page=p3", 200, day.formatted(1751241600, "4", "false", "null"));
        JsonNode result = sync(openai);
        assertEquals(
                "3.25 7.25",
                result.path("usage_today").asText() + " "
                        + result.path("usage_month").asText());
    }

    @Test
    void pagesThatDoNotEndAreGivenUp() {
        KnownBilling anthropic = known("anthropic");
        house.now.set(anthropic.now());
        server.answers(anthropic.main(), 200, "{'data': [], 'has_more': true, 'next_page': 'again'}");
        assertEquals(
                "Anthropic answered with pages that do not end.",
                sync(anthropic).path("error").asText());
        assertEquals(12, server.asked().size());
    }

    @Test
    void anExtraCallThatTheKeyMayNotMakeIsNoData() {
        for (int status : new int[] {401, 403}) {
            KnownBilling deepinfra = known("deepinfra");
            deepinfra.script(server);
            server.answers("/api.deepinfra.com/payment/usage", status, "{}");
            house.now.set(deepinfra.now());
            assertEquals("success", sync(deepinfra).path("status").asText());
            assertEquals(
                    List.of("11.30", "null", "null", "USD"), cached(deepinfra).subList(0, 4));
        }
    }

    @Test
    void anExtraCallThatFailsOtherwiseFailsTheKey() {
        KnownBilling xai = known("xai");
        synced(xai);
        server.answers("/management-api.x.ai/v1/billing/teams/team-7/usage", 503, "{}");
        assertEquals("xAI answered with status 503.", sync(xai).path("error").asText());
    }

    @Test
    void aTeamWithoutPrepaidCreditHasAUsageAllTheSame() {
        KnownBilling xai = known("xai");
        xai.script(server);
        server.answers(xai.main(), 404, "{}");
        house.now.set(xai.now());
        assertEquals("success", sync(xai).path("status").asText());
        assertEquals(List.of("null", "1.25", "1.25", "USD"), cached(xai).subList(0, 4));
        String asked = server.asked().getLast().body();
        assertTrue(asked.contains("'startTime':'2026-10-01 00:00:00'".replace('\'', '"')), asked);
        assertTrue(asked.contains("'endTime':'2026-10-01 15:00:00'".replace('\'', '"')), asked);
    }

    @Test
    void aFailureInA200IsAFailure() {
        KnownBilling moonshot = known("moonshot");
        synced(moonshot);
        server.answers(moonshot.main(), 200, "{'code': 5, 'data': {'available_balance': 0}}");
        String error = sync(moonshot).path("error").asText();
        assertTrue(error.contains("says that the call failed"), error);
        assertEquals("12.34567", cached(moonshot).getFirst());
    }

    @Test
    void lastMonthsBillIsNotThisMonths() {
        KnownBilling deepinfra = known("deepinfra");
        deepinfra.script(server);
        house.now.set(Instant.parse("2026-11-01T00:30:00Z"));
        sync(deepinfra);
        assertEquals(List.of("11.30", "null", "null", "USD"), cached(deepinfra).subList(0, 4));
    }

    @Test
    void aSumOfWhichAPartCannotBeReadIsUnknown() {
        KnownBilling openai = known("openai");
        house.now.set(openai.now());
        server.answers(
                openai.main(),
                200,
                "{'data': [{'start_time': 1751328000, 'results': [{'amount': {'value': 1}}]}, {'start_time': 1751241600, 'results': [{'amount': 'much'}]}]}");
        sync(openai);
        assertEquals(List.of("null", "1.00", "null", "USD"), cached(openai).subList(0, 4));
    }

    @Test
    void theChineseHostsCountInYuanAndAddToNoTotal(@TempDir Path other) {
        for (String host : List.of("moonshot", "siliconflow")) {
            try (House china = house(Set.of("api." + host + ".cn"), other.resolve(host))) {
                KnownBilling known = known(host);
                known.script(server);
                server.answers(
                        known.main().replaceFirst("api\\.[a-z]+\\.(ai|com)", "api." + host + ".cn"),
                        200,
                        known.answer());
                long id = china.created(known.create().replace("'}}", "', 'region': 'cn'}}"));
                JsonNode report = china.run("syncBilling", Calls.EMPTY);
                assertEquals("CNY", report.at("/results/0/currency").asText(), report.toString());
                assertEquals(
                        known.shown().getFirst(),
                        china.one(id).path("cached_balance").asText());
                assertEquals("0.00", report.path("total_balance").asText());
            }
        }
    }

    @Test
    void aPurseThatHoldsSomethingGoesBeforeAnEmptyOneInDollars() {
        KnownBilling deepseek = known("deepseek");
        server.answers(
                deepseek.main(),
                200,
                "{'balance_infos': [{'currency': 'USD', 'total_balance': '0.00'}, {'currency': 'CNY', 'total_balance': '7.10'}]}");
        sync(deepseek);
        assertEquals(List.of("7.10", "null", "null", "CNY"), cached(deepseek).subList(0, 4));
    }

    @Test
    void keysOfAnOverriddenProviderAreNeverShownToItsOwnHost(@TempDir Path other) {
        Catalogue overridden =
                Catalogue.load(Map.of("novita", server.url() + "/proxy", "openai", server.url() + "/oai"));
        try (House house =
                new House(vertx, other, overridden, House.MASTER, List.of("127.0.0.0/8"), Duration.ofSeconds(1))) {
            house.created(known("novita").create());
            house.created(known("openai").create());
            JsonNode report = house.run("syncBilling", Calls.EMPTY);
            assertEquals(
                    "Provider does not expose billing API",
                    report.at("/results/0/note").asText());
            assertEquals(
                    List.of("/oai/organization/costs"),
                    server.asked().stream()
                            .map(call -> call.uri().replaceAll("\\?.*", ""))
                            .toList());
        }
    }

    private static String error(JsonNode report, KnownBilling known) {
        for (JsonNode result : report.path("results")) {
            if (result.path("id").asLong() == key(known))
                return result.path("error").asText();
        }
        throw new AssertionError(report);
    }

    private static KnownBilling known(String provider) {
        return known().filter(one -> one.provider().equals(provider))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode synced(KnownBilling known) {
        known.script(server);
        house.now.set(known.now());
        return sync(known);
    }

    private static JsonNode sync(KnownBilling known) {
        return house.run("syncIntegrationBilling", Calls.id(Calls.EMPTY, key(known)))
                .at("/results/0");
    }

    private static long key(KnownBilling known) {
        return Objects.requireNonNull(KEYS.get(known.provider()));
    }

    /** Balance, usage today, usage this month, currency, time: as the list shows them. */
    private static List<String> cached(KnownBilling known) {
        JsonNode one = house.one(key(known));
        return Stream.of(
                        "cached_balance",
                        "cached_usage_today",
                        "cached_usage_month",
                        "cached_currency",
                        "billing_synced_at")
                .map(field -> one.required(field).asText())
                .toList();
    }
}
