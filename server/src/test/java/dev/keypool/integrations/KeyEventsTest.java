package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.pool.Outcome;
import dev.keypool.values.FailureClass;
import dev.keypool.values.IntegrationId;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /{id}/events}. */
class KeyEventsTest {
    @TempDir
    private Path folder;

    private Vertx vertx;
    private House house;
    private long id;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        house = new House(vertx, folder, Map.of());
        id = house.created("{'provider_name':'groq','credentials':{'api_key':'" + UsageReportsTest.groq("a")
                + "'},'key_label':'L'}");
    }

    @AfterEach
    void close() {
        house.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void changesAreToldNewestFirstWithTheirCauseAndWhoMadeThem() {
        house.pass(Duration.ofMinutes(1));
        house.run("updateIntegration", Calls.body(Calls.id(Calls.of(1), id), "{'daily_limit':5}"));
        house.pass(Duration.ofMinutes(1));
        fail(3);
        JsonNode page = events(Map.of());
        assertEquals(List.of("quarantined", "degraded", "patched", "created"), kinds(page));
        assertEquals("Changed daily_limit.", page.at("/events/2/cause").asText());
        assertEquals("cli_1", page.at("/events/2/actor").asText());
        assertEquals("2026-11-23T12:01:00Z", page.at("/events/2/at").asText());
        assertTrue(page.at("/events/0/actor").isNull(), page.toString());
        assertTrue(page.at("/events/0/cause").asText().contains("planted"), page.toString());
        assertEquals(
                "{'id':" + id + ",'provider_name':'groq','key_label':'L','deleted_at':null}",
                page.get("integration").toString().replace('"', '\''));
    }

    @Test
    void pagesFollowEachOtherWithoutAGap() {
        for (int i = 1; i <= 6; i++) {
            house.run("updateIntegration", Calls.body(Calls.id(Calls.of(1), id), "{'daily_limit':" + i + "}"));
        }
        List<Long> all = ids(events(Map.of()));
        List<Long> paged = new ArrayList<>();
        Map<String, String> query = new HashMap<>(Map.of("limit", "3"));
        for (List<Long> page = ids(events(query)); !page.isEmpty(); page = ids(events(query))) {
            assertTrue(page.size() <= 3, page.toString());
            paged.addAll(page);
            query.put("before", page.getLast().toString());
        }
        assertEquals(7, all.size());
        assertEquals(all, paged);
    }

    @Test
    void aDeletedKeysEventsTellWhoDeletedIt() {
        house.run("deleteIntegration", Calls.id(Calls.of(1), id));
        JsonNode page = events(Map.of());
        assertEquals(List.of("deleted", "created"), kinds(page));
        assertEquals("cli_1", page.at("/events/0/actor").asText());
        assertEquals("2026-11-23T12:00:00Z", page.at("/integration/deleted_at").asText());
    }

    @Test
    void eventsOfAnotherKeyAreNotAmongThem() {
        long other = house.created(
                "{'provider_name':'groq','credentials':{'api_key':'" + UsageReportsTest.groq("b") + "'}}");
        assertEquals(List.of("created"), kinds(events(Map.of())));
        assertEquals(
                1,
                house.run("listEvents", Calls.id(Calls.of(1), other))
                        .get("events")
                        .size());
    }

    @Test
    void oldEventsAndNamesAreForgottenSoManyAtATime() {
        house.run("updateIntegration", Calls.body(Calls.id(Calls.of(1), id), "{'daily_limit':5}"));
        house.pass(Duration.ofSeconds(1));
        house.run("deleteIntegration", Calls.id(Calls.of(1), id));
        Instant now = Objects.requireNonNull(house.now.get());
        assertEquals(1, house.integrations.forgetEvents(now, 1));
        assertEquals(1, house.integrations.forgetEvents(now, 10));
        assertEquals(0, house.integrations.forgetEvents(now, 10));
        assertEquals(List.of("deleted"), kinds(events(Map.of())));
        assertEquals(0, house.integrations.forgetNames(now, 10));
        assertEquals(1, house.integrations.forgetNames(now.plusMillis(1), 10));
        assertEquals(
                "not_found",
                house.refused("listEvents", Calls.id(Calls.of(1), id)).code());
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            house.pass(Duration.ofSeconds(1));
            var failed = new Outcome.Failed(FailureClass.TIMEOUT, "planted", null);
            house.pool.judge(new IntegrationId(id), failed, Objects.requireNonNull(house.now.get()));
        }
        house.database.write(handle -> true);
    }

    private JsonNode events(Map<String, String> query) {
        return house.run("listEvents", Calls.query(Calls.id(Calls.of(1), id), query));
    }

    private static List<String> kinds(JsonNode page) {
        List<String> kinds = new ArrayList<>();
        page.get("events").forEach(event -> kinds.add(event.get("kind").asText()));
        return kinds;
    }

    private static List<Long> ids(JsonNode page) {
        List<Long> ids = new ArrayList<>();
        page.get("events").forEach(event -> ids.add(event.get("id").asLong()));
        return ids;
    }
}
