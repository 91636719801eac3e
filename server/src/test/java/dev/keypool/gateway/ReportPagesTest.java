package dev.keypool.gateway;

import static dev.keypool.gateway.Entries.AGENT;
import static dev.keypool.gateway.Entries.CLIENT;
import static dev.keypool.gateway.Entries.STRANGER;
import static dev.keypool.gateway.GatewayRig.answer;
import static dev.keypool.gateway.GatewayRig.ask;
import static dev.keypool.gateway.GatewayRig.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.ledger.Entry;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportPagesTest {
    private final Entries entries = new Entries();
    private GatewayRig rig;
    private Shapes shapes;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new GatewayRig(folder);
        shapes = new Shapes();
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void aChatIsFoundUnderItsRequestId() throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, answer("m"));
        String id = rig.chat(ask("groq/m")).headers().firstValue("x-request-id").orElseThrow();
        JsonNode trace = json(get("/v1/traces/" + id, "books"));
        assertEquals(id, trace.get("id").asText());
        assertEquals("groq/m", trace.get("requested_model").asText());
        assertEquals("0.000012", trace.get("cost_usd").decimalValue().toPlainString());
        assertTrue(trace.get("content").isNull());
        assertEquals(1, json(get("/api/gate/v1/traces", "books")).get("data").size());
    }

    @Test
    void theListHasOneItemForEachRequestAndASummaryOfAll() throws Exception {
        append(entries.limited("r1", CLIENT, 1), entries.ok("r1", CLIENT, 40), entries.limited("r2", CLIENT, 2_000));
        HttpResponse<String> response = get("/v1/traces", "books");
        assertEquals(200, response.statusCode());
        shapes.check("TraceList", response.body());
        JsonNode page = json(response);
        assertEquals(List.of("r2", "r1"), ids(page));
        JsonNode first = page.get("data").get(1);
        assertEquals("2026-11-23T12:00:00Z", first.get("started_at").asText());
        assertEquals("success", first.get("status").asText());
        assertEquals("cli_1", first.get("client_id").asText());
        assertTrue(first.get("agent_id").isNull());
        assertEquals("groq", first.get("provider").asText());
        assertEquals("llama-3", first.get("served_model").asText());
        assertEquals(2, first.get("attempt_count").asInt());
        assertTrue(first.get("fallback_used").asBoolean());
        assertEquals(540.0, first.get("latency_ms").asDouble());
        assertEquals(250.5, first.get("first_token_ms").asDouble());
        assertEquals(0.642, first.get("gateway_ms").asDouble());
        assertEquals(7, first.get("tokens").get("input").asInt());
        assertEquals("0.000012", first.get("cost_usd").decimalValue().toPlainString());
        JsonNode failed = page.get("data").get(0);
        assertEquals("error", failed.get("status").asText());
        assertEquals("rate_limited", failed.get("error_class").asText());
        assertTrue(failed.get("cost_usd").isNull());
        assertTrue(failed.get("tokens").isNull());
        JsonNode summary = page.get("summary");
        assertEquals(2, summary.get("total").asInt());
        assertEquals(1, summary.get("errors").asInt());
        assertEquals(0.5, summary.get("error_rate").asDouble());
        assertEquals(2, summary.get("cost_unknown").asInt());
        assertEquals(1520.0, summary.get("avg_ms").asDouble());
        assertEquals(2500.0, summary.get("p95_ms").asDouble());
        assertFalse(summary.get("partial").asBoolean());
    }

    @Test
    void aTraceShowsEveryAttemptWithItsMomentsFromTheFirstByte() throws Exception {
        append(entries.limited("r1", CLIENT, 1), entries.ok("r1", CLIENT, 40));
        HttpResponse<String> response = get("/v1/traces/r1", "books");
        shapes.check("TraceDetail", response.body());
        JsonNode attempts = json(response).get("attempts");
        assertEquals(2, attempts.size());
        assertEquals("rate_limited", attempts.get(0).get("result").asText());
        assertEquals(429, attempts.get(0).get("status").asInt());
        assertEquals("meta/llama", attempts.get(0).get("target_model").asText());
        assertEquals(2, attempts.get(1).get("number").asInt());
        assertEquals(
                "{\"auth_ms\":0.150,\"body_ms\":0.900,\"leased_ms\":40.000,\"connecting_ms\":40.020,\"connected_ms\":44.000,"
                        + "\"sent_ms\":44.100,\"first_byte_ms\":240.000,\"first_token_ms\":250.500,\"end_ms\":540.000,"
                        + "\"gateway_ms\":0.321}",
                response.body().replaceAll("(?s).*\"timings\":(\\{[^}]*}).*", "$1"));
    }

    @Test
    void pagesFollowOneAnotherByTheLastId() throws Exception {
        for (int i = 0; i < 7; i++) append(entries.ok("r" + i, CLIENT, 10 * i));
        List<String> seen = new ArrayList<>();
        JsonNode page = json(get("/v1/traces?limit=3", "books"));
        while (true) {
            seen.addAll(ids(page));
            if (!page.get("has_more").asBoolean()) break;
            page = json(get("/v1/traces?limit=3&before=" + page.get("last_id").asText(), "books"));
        }
        assertEquals(List.of("r6", "r5", "r4", "r3", "r2", "r1", "r0"), seen);
        assertEquals(7, page.get("summary").get("total").asInt());
    }

    @ParameterizedTest
    @CsvSource({
        "status=error, failed",
        "status=success, r1",
        "provider=openrouter, failed r1",
        "integration_id=1, r1",
        "model=fast, failed r1",
        "model=llama-3, r1",
        "client_id=cli_1, failed r1",
        "surface=chat, failed r1",
        "min_latency_ms=540, failed r1",
        "min_latency_ms=541, failed",
        "min_cost_usd=0.000012, r1",
        "from=2026-11-23T12:00:01Z&to=2026-11-23T12:00:02Z, failed",
        "to=2026-11-23T13:00:00%2B01:00, ''",
        "agent_id=agt_2, ''",
        "surface=embeddings, ''",
    })
    void everyParameterFilters(String query, String expected) throws Exception {
        append(
                entries.limited("r1", CLIENT, 1),
                entries.ok("r1", CLIENT, 40),
                entries.limited("failed", CLIENT, 1_000));
        HttpResponse<String> response = get("/v1/traces?" + query, "books");
        assertEquals(200, response.statusCode(), response.body());
        assertEquals(expected, String.join(" ", ids(json(response))));
        assertEquals(
                expected.isEmpty() ? 0 : expected.split(" ").length,
                json(response).get("summary").get("total").asInt());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stauts=error | stauts | There is no parameter \"stauts\". Did you mean status?",
                "offset=3 | offset | There is no parameter \"offset\". There are agent_id",
                "status=errors | status | status is \"errors\"; it must be one of aborted, error, success. Did you mean error?",
                "surface=chats | surface | Did you mean chat?",
                "limit=0 | limit | limit is \"0\"; it must be a whole number from 1 to 200.",
                "limit=201 | limit | from 1 to 200",
                "limit=99999999999999999999 | limit | from 1 to 200",
                "limit=5&limit=6 | limit | limit stands twice",
                "integration_id=x | integration_id | it must be a whole number",
                "min_cost_usd=-1 | min_cost_usd | it must be an amount such as 0.25",
                "min_cost_usd=1e9 | min_cost_usd | it must be an amount",
                "from=yesterday | from | from is \"yesterday\"; it must be an ISO 8601 time",
                "from=2026-11-23T12:00:00+01:00 | from | a + must be written %2B",
                "from=2026-11-24T12:00:00Z | from | from must be earlier than to",
                "from=2026-01-01T00:00:00Z | from | more than 31 days apart",
                "from=%2B999999999-12-31T23:59:59Z | from | from must be earlier than to",
                "model= | model | it must be a text of 1 to 200 characters",
                "agent_id=a&client_id=c | client_id | not both",
                "before=nothing | before | before names no trace",
            })
    void aWrongParameterIsNamedAndItsRemedyToo(String query, String param, String sentence) throws Exception {
        HttpResponse<String> response = get("/v1/traces?" + query, "books");
        assertEquals(400, response.statusCode(), response.body());
        JsonNode error = json(response).get("error");
        assertEquals("invalid_request_error", error.get("type").asText());
        assertEquals(param, error.get("param").asText());
        assertTrue(
                error.get("message").asText().contains(sentence),
                error.get("message").asText());
    }

    @Test
    void aQueryThatIsNotPercentEncodedIsRefused() {
        GatewayError error = assertThrows(GatewayError.Raised.class, () -> StrictQuery.of("x=%zz", List.of("x")))
                .error();
        assertEquals(400, error.status());
        assertTrue(error.message().contains("not percent-encoded"));
    }

    @Test
    void theLongestRangeIsThirtyOneDaysUntilNow() throws Exception {
        assertEquals(200, get("/v1/traces?from=2026-10-23T12:00:00Z", "books").statusCode());
        assertEquals(400, get("/v1/traces?from=2026-10-23T11:59:00Z", "books").statusCode());
    }

    @Test
    void anAgentSeesItsOwnAloneAndAnotherBrandNothing() throws Exception {
        append(entries.ok("mine", AGENT, 1), entries.ok("theirs", CLIENT, 2), entries.ok("far", STRANGER, 3));
        assertEquals(List.of("mine"), ids(json(get("/v1/traces", "agent"))));
        assertEquals(List.of(), ids(json(get("/v1/traces?client_id=cli_1", "agent"))));
        assertEquals(200, get("/v1/traces/mine", "agent").statusCode());
        assertEquals(List.of("theirs", "mine"), ids(json(get("/v1/traces", "books"))));
        HttpResponse<String> missing = get("/v1/traces/nothing", "agent");
        assertEquals(404, missing.statusCode());
        assertEquals("trace_not_found", json(missing).get("error").get("code").asText());
        for (String[] other : new String[][] {{"theirs", "agent"}, {"far", "books"}, {"mine", "stranger"}}) {
            HttpResponse<String> hidden = get("/v1/traces/" + other[0], other[1]);
            assertEquals(404, hidden.statusCode());
            assertEquals(missing.body().replace("nothing", other[0]), hidden.body());
        }
        assertEquals(400, get("/v1/traces?before=theirs", "agent").statusCode());
    }

    @Test
    void usageIsTheBrandsForAClientAndItsOwnForAnAgent() throws Exception {
        append(entries.ok("a", AGENT, 1), entries.ok("b", CLIENT, 2), entries.limited("c", CLIENT, 3));
        append(entries.ok("d", STRANGER, 4));
        for (String by : List.of("day", "provider", "integration", "model", "agent")) {
            HttpResponse<String> all = get("/v1/usage?days=3&group_by=" + by, "books");
            shapes.check("GatewayUsage", all.body());
            assertEquals(3, json(all).get("totals").get("requests").asInt(), by);
            assertEquals(
                    1,
                    json(get("/v1/usage?group_by=" + by, "agent"))
                            .get("totals")
                            .get("requests")
                            .asInt(),
                    by);
        }
        JsonNode days = json(get("/v1/usage?days=3", "books"));
        assertEquals("2026-11-21", days.get("from").asText());
        assertEquals(3, days.get("data").size());
        assertEquals(0, days.get("data").get(0).get("requests").asInt());
        JsonNode line =
                json(get("/v1/usage?group_by=provider", "books")).get("data").get(0);
        assertEquals("groq", line.get("key").asText());
        assertEquals("Groq", line.get("label").asText());
        assertEquals("0.000024", line.get("cost_usd").decimalValue().toPlainString());
        assertEquals(14, line.get("tokens_in").asInt());
        assertEquals(400, get("/v1/usage?days=91", "books").statusCode());
        assertEquals(400, get("/v1/usage?group_by=hour", "books").statusCode());
    }

    @Test
    void usageOfARangeOfDaysIsAskedByItsEnds() throws Exception {
        append(entries.ok("a", CLIENT, 1), entries.ok("b", CLIENT, 2));
        JsonNode range = json(get("/v1/usage?from=2026-11-22&to=2026-11-23&group_by=model", "books"));
        assertEquals("2026-11-22", range.get("from").asText());
        assertEquals(2, range.get("totals").get("requests").asInt());
        JsonNode before = json(get("/v1/usage?days=2&to=2026-11-22", "books"));
        assertEquals("2026-11-21", before.get("from").asText());
        assertEquals(0, before.get("totals").get("requests").asInt());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "days=3&from=2026-11-22 | days | Send one of them.",
                "from=2026-11-23&to=2026-11-22 | from | after 2026-11-22, the last day",
                "to=2026-11-24 | to | today is 2026-11-23 (UTC)",
                "from=1.1.2026 | from | it must be a day such as 2026-11-23",
                "to=-999999999-01-01 | to | it must be a day such as 2026-11-23",
                "from=0000-01-01 | from | The earliest is 2025-10-20.",
            })
    void daysThatMakeNoRangeAreNamed(String query, String param, String sentence) throws Exception {
        HttpResponse<String> response = get("/v1/usage?" + query, "books");
        assertEquals(400, response.statusCode(), response.body());
        JsonNode error = json(response).get("error");
        assertEquals(param, error.get("param").asText());
        assertTrue(
                error.get("message").asText().contains(sentence),
                error.get("message").asText());
    }

    @Test
    void reportsNeedTheirScopeAndTakeGetAlone() throws Exception {
        for (String path : List.of("/v1/traces", "/v1/traces/x", "/v1/usage")) {
            assertEquals(403, get(path, "good").statusCode());
            assertEquals(401, get(path, "nobody").statusCode());
            assertEquals(405, rig.send(rig.request(path).DELETE()).statusCode());
        }
    }

    @Test
    void aLedgerThatCannotBeReadIsSaidToBeAway() throws Exception {
        rig.database.close();
        HttpResponse<String> response = get("/v1/traces", "books");
        assertEquals(503, response.statusCode());
        assertEquals("1", response.headers().firstValue("retry-after").orElseThrow());
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        return rig.send(rig.request(path).setHeader("Authorization", "Bearer " + token));
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.get("data").forEach(item -> ids.add(item.get("id").asText()));
        return ids;
    }

    private void append(Entry... more) {
        for (Entry entry : more)
            rig.ledger.append(entry, -1, () -> {}, fault -> {
                throw new AssertionError(fault);
            });
        rig.database.write(_ -> true);
    }
}
