package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.values.Refusal;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /{id}/usage}: our figures, the provider's, and the drift between them. It is noon of 2026-11-23. */
class KeyUsageTest {
    private static final String KEY =
            "{'provider_name': 'openrouter', 'credentials': {'api_key': 'sk-or-v1-a-key-of-these-tests'}, 'key_label': 'L'}";

    @TempDir
    private Path folder;

    private Vertx vertx;
    private FakeProvider provider;
    private House house;
    private long id;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        provider = new FakeProvider(vertx);
        provider.answers("/api/v1/credits", 403, "{}");
        house = new House(vertx, folder, Map.of("openrouter", provider.url() + "/api/v1"));
        id = house.created(KEY);
    }

    @AfterEach
    void close() {
        house.close();
        provider.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void withoutASyncTheProviderIsUnknownAndSoIsTheDrift() {
        Rows.of(house).sent(id).at("2026-11-02T10:00:00Z").sent(id).write();
        JsonNode page = usage();
        assertEquals(
                "{'usage_today':null,'usage_month':null,'currency':null,'synced_at':null}", text(page, "provider"));
        assertEquals(
                "{'usage_today':0.25,'usage_month':0.50,'cost_unknown_today':0,'cost_unknown_month':0,'currency':'USD',"
                        + "'as_of':'2026-11-23T12:00:00Z'}",
                text(page, "ledger"));
        assertEquals("{'today':null,'month':null}", text(page, "drift"));
        assertEquals(30, page.get("usage").size());
        assertEquals(2, page.at("/totals/requests").asInt());
        assertEquals(1, page.at("/usage/29/requests").asInt());
    }

    @Test
    void bothSidesAreOfTheMomentOfTheSyncSoWhatCameLaterIsNoDrift() {
        Rows.of(house).sent(id).at("2026-11-02T10:00:00Z").sent(id).write();
        synced("{'data': {'usage_daily': 0.35, 'usage_monthly': 0.50}}");
        house.pass(Duration.ofMinutes(30));
        Rows.of(house).sent(id).sent(id).write();
        JsonNode page = usage();
        assertEquals(
                "{'usage_today':0.35,'usage_month':0.50,'currency':'USD','synced_at':'2026-11-23T12:00:00Z'}",
                text(page, "provider"));
        assertEquals("0.25", page.at("/ledger/usage_today").asText());
        assertEquals("2026-11-23T12:00:00Z", page.at("/ledger/as_of").asText());
        assertEquals("{'today':0.10,'month':0.00}", text(page, "drift"));
        assertEquals("1.00", page.at("/totals/cost").asText(), "the days themselves are of now");
    }

    @Test
    void aSyncOfYesterdayIsComparedWithYesterday() {
        Rows.of(house).sent(id).write();
        synced("{'data': {'usage_daily': 0.25, 'usage_monthly': 0.25}}");
        house.pass(Duration.ofHours(13));
        Rows.of(house).sent(id).sent(id).write();
        assertEquals("{'today':0.00,'month':0.00}", text(usage(), "drift"));
    }

    @Test
    void whatWeCountAndTheProviderDoesNotIsANegativeDrift() {
        Rows.of(house).sent(id).write();
        synced("{'data': {'usage_daily': 0.05, 'usage_monthly': 0.05}}");
        assertEquals("{'today':-0.20,'month':-0.20}", text(usage(), "drift"));
    }

    @Test
    void nothingIsComparedWithACostThatIsUnknown() {
        Rows.of(house)
                .ended("ok", null)
                .sent(id)
                .at("2026-11-02T10:00:00Z")
                .ended("ok", "1")
                .sent(id)
                .write();
        synced("{'data': {'usage_daily': 0.35, 'usage_monthly': 1.40}}");
        JsonNode page = usage();
        assertTrue(page.at("/ledger/usage_today").isNull());
        assertEquals(1, page.at("/ledger/cost_unknown_today").asInt());
        assertEquals("{'today':null,'month':0.40}", text(page, "drift"));
    }

    @Test
    void nothingIsComparedInAnotherCurrency() {
        synced("{'data': {'usage_daily': 0.35, 'usage_monthly': 0.50}}");
        house.database.write(handle -> handle.execute("UPDATE integration SET cached_currency = 'CNY'"));
        house.close();
        house = new House(vertx, folder, Map.of());
        JsonNode page = usage();
        assertEquals("CNY", page.at("/provider/currency").asText());
        assertEquals("{'today':null,'month':null}", text(page, "drift"));
    }

    @Test
    void theUsageOfADeletedKeyIsStillTold() {
        Rows.of(house).sent(id).write();
        house.run("deleteIntegration", Calls.id(Calls.of(1), id));
        JsonNode page = usage();
        assertEquals(
                "{'id':1,'provider_name':'openrouter','key_label':'L','deleted_at':'2026-11-23T12:00:00Z'}",
                text(page, "integration"));
        assertEquals(1, page.at("/totals/requests").asInt());
        assertEquals("0.25", page.at("/ledger/usage_month").asText());
    }

    @Test
    void anotherBrandsKeyIsMissingAliveOrDeleted() {
        for (int i = 0; i < 2; i++) {
            for (String operation : new String[] {"integrationUsage", "listEvents"}) {
                Refusal refusal = house.refused(operation, Calls.id(Calls.of(2), id));
                assertEquals("Integration not found", refusal.sentence());
                assertEquals(Refusal.Kind.NOT_FOUND, refusal.kind());
                assertEquals(
                        Refusal.Kind.NOT_FOUND,
                        house.refused(operation, Calls.id(Calls.of(1), 99)).kind());
            }
            if (i == 0) house.run("deleteIntegration", Calls.id(Calls.of(1), id));
        }
    }

    private void synced(String answer) {
        provider.answers("/api/v1/key", 200, answer);
        JsonNode report = house.run("syncIntegrationBilling", Calls.id(Calls.of(1), id));
        assertEquals(1, report.get("synced").asInt(), report.toString());
    }

    private JsonNode usage() {
        return house.run("integrationUsage", Calls.id(Calls.of(1), id));
    }

    private static String text(JsonNode page, String field) {
        return page.get(field).toString().replace('"', '\'');
    }
}
