package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.pool.Lease;
import dev.keypool.pool.LeaseRequest;
import dev.keypool.pool.LeaseResult;
import dev.keypool.pool.Outcome;
import dev.keypool.values.BrandId;
import dev.keypool.values.FailureClass;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {
    @TempDir
    private Path folder;

    private Vertx vertx;
    private House house;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        house = new House(vertx, folder, Map.of());
    }

    @AfterEach
    void close() {
        house.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void anEmptyBrandHasAnEmptyList() {
        assertEquals(
                "{'success':true,'integrations':[],'total':0,'limit':50,'offset':0}",
                house.run("listIntegrations", Calls.EMPTY).toString().replace('"', '\''));
    }

    @Test
    void theOrderIsPriorityThenAge() {
        key("mistral", "a", false);
        key("groq", "b", true);
        key("mistral", "c", true);
        key("groq", "d", false);
        assertEquals(List.of(2L, 3L, 1L, 4L), ids(Map.of()));
    }

    @Test
    void pagesFollowEachOtherAndTheTotalIsTrue() {
        for (int i = 0; i < 5; i++) key("mistral", "k" + i, false);
        assertEquals(List.of(1L, 2L), ids(Map.of("limit", "2")));
        assertEquals(List.of(5L), ids(Map.of("limit", "2", "offset", "4")));
        JsonNode beyond = list(Map.of("limit", "2", "offset", "40"));
        assertEquals(0, beyond.get("integrations").size());
        assertEquals(5, beyond.get("total").intValue());
        assertEquals(40, beyond.get("offset").intValue());
    }

    @Test
    void filtersCombine() {
        key("mistral", "a", false);
        key("groq", "b", false);
        long off = key("groq", "c", false);
        house.run("updateIntegration", Calls.body(Calls.id(Calls.EMPTY, off), "{'is_active': false}"));
        assertEquals(List.of(2L, 3L), ids(Map.of("provider_name", "groq")));
        assertEquals(List.of(3L), ids(Map.of("provider_name", "groq", "is_active", "false")));
        assertEquals(List.of(1L, 2L), ids(Map.of("is_active", "true")));
        assertEquals(List.of(), ids(Map.of("provider_name", "grok")));
        assertEquals(
                2,
                list(Map.of("provider_name", "groq", "limit", "1")).get("total").intValue());
    }

    @Test
    void aSentRequestIsInTheVeryNextList() {
        long id = key("mistral", "a", false);
        house.pass(Duration.ofMinutes(1));
        Instant now = Objects.requireNonNull(house.now.get());
        Lease lease = lease("mistral", now);
        lease.sent(now);
        JsonNode shown = house.one(id);
        assertEquals(1, shown.get("daily_count").intValue());
        assertEquals(1, shown.get("minute_count").intValue());
        assertEquals("2026-11-23T12:01:00Z", shown.get("last_used_at").textValue());
        assertEquals("2026-11-23T12:01:00Z", shown.get("updated_at").textValue());
        lease.settle(new Outcome.Success(), null, now);
        house.pass(Duration.ofSeconds(61));
        assertEquals(0, house.one(id).get("minute_count").intValue());
        assertEquals(1, house.one(id).get("daily_count").intValue());
    }

    @Test
    void resetUsageSetsTheCountersToZeroAndKeepsTheKey() {
        long id = key("mistral", "a", false);
        Lease lease = lease("mistral", House.NOON);
        lease.sent(House.NOON);
        lease.settle(new Outcome.Success(), null, House.NOON);
        JsonNode after = house.run("resetUsage", Calls.id(Calls.EMPTY, id)).get("integration");
        assertEquals(0, after.get("daily_count").intValue());
        assertEquals(0, after.get("minute_count").intValue());
        assertEquals(1, house.count("SELECT count(*) FROM audit_log WHERE action = 'integration.usage_reset'"));
    }

    @Test
    void healthIsFilteredAsItIsNow() {
        long well = key("mistral", "a", false);
        long ill = key("groq", "b", false);
        fail("groq", 3);
        assertEquals(List.of(well), ids(Map.of("health_status", "healthy")));
        assertEquals(List.of(ill), ids(Map.of("health_status", "unhealthy")));
        assertEquals(List.of(), ids(Map.of("health_status", "degraded")));
        house.run("resetHealth", Calls.id(Calls.EMPTY, ill));
        assertEquals(List.of(well, ill), ids(Map.of("health_status", "healthy")));
    }

    @Test
    void theHealthOverviewSumsUpAndRecommends() {
        key("mistral", "a", false);
        long ill = key("groq", "b", false);
        fail("groq", 2);
        JsonNode overview = house.run("integrationsHealth", Calls.EMPTY);
        assertEquals(
                "{'total':2,'healthy':1,'degraded':1,'unhealthy':0}",
                overview.get("summary").toString().replace('"', '\''));
        JsonNode item = overview.at("/integrations/1");
        assertEquals(ill, item.get("id").longValue());
        assertEquals("the provider broke", item.get("last_error").textValue());
        assertEquals("provider_error", item.get("last_error_class").textValue());
        assertEquals(
                List.of(
                        "id",
                        "provider_name",
                        "key_label",
                        "health_status",
                        "consecutive_failures",
                        "last_used_at",
                        "last_error",
                        "last_error_class",
                        "cooling_until",
                        "quarantined_until",
                        "next_probe_at",
                        "account_group"),
                names(item));
        assertEquals(
                "[{'integration_id':2,'provider_name':'groq','issue':'Key is degraded with 2 consecutive failures','action':'Monitor closely. Will be quarantined after 1 more failure.'}]",
                overview.get("recommendations").toString().replace('"', '\''));
    }

    @Test
    void anotherBrandSeesNothing() {
        key("mistral", "a", false);
        assertEquals(0, house.run("listIntegrations", Calls.of(2)).get("total").intValue());
        assertEquals(
                0,
                house.run("integrationsHealth", Calls.of(2))
                        .at("/summary/total")
                        .intValue());
    }

    @Test
    void theCatalogueListsThePublishedProvidersFirst() {
        JsonNode providers = house.run("listProviders", Calls.EMPTY).get("providers");
        assertEquals("openrouter", providers.at("/0/name").textValue());
        assertTrue(providers.at("/0/has_billing").booleanValue());
        assertEquals(
                List.of(
                        "name",
                        "label",
                        "category",
                        "status",
                        "credential_fields",
                        "capabilities",
                        "has_billing",
                        "docs_url",
                        "signup_url"),
                names(providers.get(0)));
        assertEquals("retired", providers.at("/13/status").textValue());
        assertEquals(32, providers.size());
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private long key(String provider, String name, boolean primary) {
        return house.created("{'provider_name': '" + provider + "', 'credentials': {'api_key': 'a-long-enough-key-"
                + name + "'}, 'is_primary': " + primary + "}");
    }

    private void fail(String provider, int times) {
        for (int i = 0; i < times; i++) {
            house.pass(Duration.ofSeconds(1));
            Instant now = Objects.requireNonNull(house.now.get());
            Lease lease = lease(provider, now);
            lease.sent(now);
            lease.settle(new Outcome.Failed(FailureClass.PROVIDER_ERROR, "the provider broke", null), null, now);
        }
    }

    private Lease lease(String provider, Instant now) {
        return ((LeaseResult.Leased) house.pool.lease(LeaseRequest.free(new BrandId(1), provider), now)).lease();
    }

    private JsonNode list(Map<String, String> query) {
        return house.run("listIntegrations", Calls.query(Calls.EMPTY, query));
    }

    private List<Long> ids(Map<String, String> query) {
        List<Long> ids = new ArrayList<>();
        list(query).get("integrations").forEach(one -> ids.add(one.get("id").longValue()));
        return ids;
    }
}
