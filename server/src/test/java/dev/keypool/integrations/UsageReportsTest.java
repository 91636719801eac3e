package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.values.Caller;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /api/v1/integrations/usage} at noon of 2026-11-23. */
class UsageReportsTest {
    private static final String NOTHING = "'requests':0,'errors':0,'tokens_in':0,'tokens_out':0,'tokens_cached':0,"
            + "'cost':0.00,'cost_unknown':0,'p50_ms':null,'p95_ms':null";

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
    void withoutTrafficEachOfThirtyDaysIsZero() {
        JsonNode page = usage(Map.of());
        assertEquals("2026-10-25", page.get("from").asText());
        assertEquals("2026-11-23", page.get("to").asText());
        assertEquals("day", page.get("group_by").asText());
        assertEquals(30, page.get("usage").size());
        assertEquals("{'key':'2026-10-25','label':null," + NOTHING + "}", text(page.at("/usage/0")));
        assertEquals("{" + NOTHING + "}", text(page.get("totals")));
        assertEquals(
                List.of("success", "from", "to", "group_by", "usage", "totals"),
                page.properties().stream().map(Map.Entry::getKey).toList());
    }

    @Test
    void daysAreUtcDaysTodayTheLastOfThem() {
        rows().at("2026-11-21T23:59:59Z")
                .sent(1)
                .at("2026-11-22T00:00:00Z")
                .sent(1)
                .sent(1)
                .write();
        JsonNode page = usage(Map.of("days", "2"));
        assertEquals(List.of("2026-11-22", "2026-11-23"), keys(page));
        assertEquals(2, page.at("/usage/0/requests").asInt());
        assertEquals(0, page.at("/usage/1/requests").asInt());
        assertEquals(2, page.at("/totals/requests").asInt());
        assertEquals(List.of("2026-11-23"), keys(usage(Map.of("days", "1"))));
        assertEquals(90, usage(Map.of("days", "90")).get("usage").size());
    }

    @Test
    void aRangeMayBeSaidByItsFirstAndItsLastDay() {
        rows().at("2026-11-01T00:00:00Z")
                .sent(1)
                .at("2026-11-03T23:59:59Z")
                .sent(1)
                .write();
        JsonNode page = usage(Map.of("from", "2026-11-01", "to", "2026-11-03"));
        assertEquals(List.of("2026-11-01", "2026-11-02", "2026-11-03"), keys(page));
        assertEquals(2, page.at("/totals/requests").asInt());
        JsonNode later = usage(Map.of("from", "2026-11-02", "group_by", "model"));
        assertEquals(1, later.at("/totals/requests").asInt());
        assertEquals(List.of("2026-10-31", "2026-11-01"), keys(usage(Map.of("days", "2", "to", "2026-11-01"))));
        assertEquals(400, usage(Map.of("from", "2025-10-20")).get("usage").size());
    }

    @Test
    void aRowHoldsEveryFigureAndTheTotalsAddThem() {
        rows().sent(1)
                .in(1_800)
                .ended("ok", "0.000345")
                .sent(1)
                .ended("rate_limited", null)
                .sent(1)
                .write();
        JsonNode page = usage(Map.of("group_by", "provider"));
        String figures = "'requests':3,'errors':1,'tokens_in':360,'tokens_out':90,'tokens_cached':60,"
                + "'cost':0.250345,'cost_unknown':1,'p50_ms':1000,'p95_ms':1950";
        assertEquals("[{'key':'openrouter','label':'OpenRouter'," + figures + "}]", text(page.get("usage")));
        assertEquals("{" + figures + "}", text(page.get("totals")));
    }

    @Test
    void aCostOfWhichNothingIsKnownIsNullAndNotZero() {
        rows().ended("ok", null).sent(1).write();
        JsonNode page = usage(Map.of("group_by", "model"));
        assertTrue(page.at("/usage/0/cost").isNull(), page.toString());
        assertTrue(page.at("/totals/cost").isNull(), page.toString());
        assertEquals(1, page.at("/totals/cost_unknown").asInt());
    }

    @Test
    void theDearestComeFirstThenTheBusiestThenByKey() {
        rows().to("groq", "dear")
                .ended("ok", "3")
                .sent(1)
                .to("groq", "busy")
                .ended("ok", "1")
                .sent(1)
                .ended("ok", "0")
                .sent(1)
                .to("groq", "calm")
                .ended("ok", "1")
                .sent(1)
                .to("groq", "also calm")
                .sent(1)
                .write();
        assertEquals(List.of("dear", "busy", "also calm", "calm"), keys(usage(Map.of("group_by", "model"))));
    }

    @Test
    void keysAreNamedByTheirLabelAndDeletedOnesByTheirLast() {
        long kept = house.created(
                "{'provider_name':'groq','credentials':{'api_key':'" + groq("a") + "'},'key_label':'Old'}");
        long gone = house.created(
                "{'provider_name':'groq','credentials':{'api_key':'" + groq("b") + "'},'key_label':'Gone'}");
        long bare = house.created("{'provider_name':'groq','credentials':{'api_key':'" + groq("c") + "'}}");
        house.run("updateIntegration", Calls.body(Calls.id(Calls.of(1), kept), "{'key_label':'New'}"));
        house.run("deleteIntegration", Calls.id(Calls.of(1), gone));
        rows().sent(kept).sent(gone).sent(bare).sent(77).write();
        JsonNode page = usage(Map.of("group_by", "integration"));
        Map<String, String> labels = new HashMap<>();
        page.get("usage")
                .forEach(row ->
                        labels.put(row.get("key").asText(), row.get("label").asText()));
        assertEquals(Map.of("" + kept, "New", "" + gone, "Gone", "" + bare, "null", "77", "null"), labels);
        assertEquals(List.of("" + kept, "" + gone, "" + bare, "77"), keys(page), "in the order of their numbers");
    }

    @Test
    void callersAreClientsAndAgentsByTheirNames() {
        house.names.put("1 cli_1", "The shop");
        house.names.put("1 agt_1", "Ada");
        rows().by(1, Caller.Kind.CLIENT, "cli_1")
                .sent(1)
                .sent(1)
                .by(1, Caller.Kind.AGENT, "agt_1")
                .sent(1)
                .by(1, Caller.Kind.AGENT, "agt_2")
                .ended("ok", "0.10")
                .sent(1)
                .write();
        JsonNode page = usage(Map.of("group_by", "agent"));
        assertEquals(List.of("cli_1", "agt_1", "agt_2"), keys(page));
        assertEquals(List.of("The shop", "Ada", "null"), texts(page, "label"));
    }

    @Test
    void anotherBrandsUsageIsNotSeen() {
        rows().by(2, Caller.Kind.CLIENT, "cli_2").sent(1).write();
        assertEquals(0, usage(Map.of()).at("/totals/requests").asInt());
        JsonNode theirs = house.run("listUsage", Calls.query(Calls.of(2), Map.of("group_by", "agent")));
        assertEquals(1, theirs.at("/totals/requests").asInt());
    }

    @Test
    void anAttemptOfADeadProcessHasNoKeyUnderModel() {
        rows().to("groq", "").sent(1).write();
        assertTrue(usage(Map.of("group_by", "model")).at("/usage/0/key").isNull());
    }

    private Rows rows() {
        return Rows.of(house);
    }

    private JsonNode usage(Map<String, String> query) {
        return house.run("listUsage", Calls.query(Calls.of(1), query));
    }

    static String groq(String letter) {
        return "gsk_" + letter.repeat(52);
    }

    private static String text(JsonNode node) {
        return node.toString().replace('"', '\'');
    }

    private static List<String> keys(JsonNode page) {
        return texts(page, "key");
    }

    private static List<String> texts(JsonNode page, String field) {
        List<String> texts = new ArrayList<>();
        page.get("usage").forEach(row -> texts.add(row.get(field).asText()));
        return texts;
    }
}
