package dev.keypool.gateway;

import static dev.keypool.gateway.Entries.AGENT;
import static dev.keypool.gateway.Entries.CLIENT;
import static dev.keypool.gateway.Entries.STRANGER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.http.Call;
import dev.keypool.http.EventFeed;
import dev.keypool.http.EventSink;
import dev.keypool.http.Json;
import dev.keypool.ledger.Entry;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFeedTest {
    private final Entries entries = new Entries();
    private GatewayRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new GatewayRig(folder);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void whatEndsAfterTheBeginningIsToldOnce() throws Exception {
        append(entries.ok("before", CLIENT, 1));
        Reader reader = reader(CLIENT, Map.of());
        assertEquals("{\"traces\":[],\"complete\":true}", reader.event(0).toString());
        append(entries.ok("r1", CLIENT, 2), entries.limited("r2", AGENT, 3));
        turn();
        turn();
        assertEquals(List.of("r2", "r1"), ids(reader.event(1)));
        assertEquals(2, reader.frames.size());
        new Shapes().check("LiveTraces", reader.event(1).toString());
    }

    @Test
    void anItemIsThatOfTheList() throws Exception {
        Reader reader = reader(CLIENT, Map.of());
        append(entries.limited("r", CLIENT, 1), entries.ok("r", CLIENT, 40));
        turn();
        var listed = GatewayRig.json(rig.send(rig.request("/v1/traces").setHeader("Authorization", "Bearer books")));
        assertEquals(
                Json.text(listed.at("/data/0")),
                Json.text(
                        GatewayRig.JSON.readTree(reader.event(1).at("/traces/0").toString())));
        assertEquals(1, reader.event(1).get("traces").size());
    }

    @Test
    void aFurtherAttemptTellsItsRequestAgain() {
        Reader reader = reader(CLIENT, Map.of());
        append(entries.limited("r", CLIENT, 1));
        turn();
        append(entries.ok("r", CLIENT, 40));
        turn();
        assertEquals("error", reader.event(1).at("/traces/0/status").asText());
        assertEquals("success", reader.event(2).at("/traces/0/status").asText());
    }

    @Test
    void anAgentIsToldOfItsOwnAndABrandOfItsOwn() {
        Reader agent = reader(AGENT, Map.of());
        Reader stranger = reader(STRANGER, Map.of());
        append(entries.ok("theirs", CLIENT, 1), entries.ok("own", AGENT, 2));
        turn();
        assertEquals(List.of("own"), ids(agent.event(1)));
        assertEquals(1, stranger.frames.size());
    }

    @ParameterizedTest
    @CsvSource({
        "status, error, failed",
        "provider, openrouter, failed retried",
        "integration_id, 1, agents retried",
        "agent_id, agt_2, agents",
        "client_id, cli_1, failed retried",
        "model, llama-3, agents retried",
        "surface, embeddings, ''",
        "min_latency_ms, 541, failed",
        "min_cost_usd, 0.000012, agents retried",
    })
    void itFiltersAsTheListDoes(String name, String value, String expected) {
        Reader reader = reader(CLIENT, Map.of(name, value));
        append(
                entries.limited("retried", CLIENT, 1),
                entries.ok("retried", CLIENT, 40),
                entries.ok("agents", AGENT, 10),
                entries.limited("failed", CLIENT, 1_000));
        turn();
        String told = reader.frames.size() == 1 ? "" : String.join(" ", ids(reader.event(1)));
        assertEquals(expected, told);
    }

    @Test
    void callersOfBothKindsAreRefusedAtTheParameter() {
        Refusal refusal =
                assertThrows(Refusal.class, () -> reader(CLIENT, Map.of("agent_id", "agt_2", "client_id", "cli_1")));
        assertEquals(Refusal.Kind.INVALID, refusal.kind());
        assertEquals(List.of("query", "client_id"), refusal.faults().getFirst().loc());
        assertTrue(refusal.sentence().contains("not both"), refusal.sentence());
    }

    @Test
    void aSlowReaderIsToldOfAllAtOnce() {
        Reader reader = reader(CLIENT, Map.of());
        reader.ready = false;
        append(entries.ok("r1", CLIENT, 1));
        turn();
        append(entries.ok("r2", CLIENT, 2));
        turn();
        assertEquals(1, reader.frames.size());
        reader.ready = true;
        turn();
        assertEquals(List.of("r2", "r1"), ids(reader.event(1)));
    }

    @Test
    void moreThanFiftyAreSaidToBeMore() {
        Reader reader = reader(CLIENT, Map.of());
        append(IntStream.range(0, 50)
                .mapToObj(i -> entries.ok("r" + i, CLIENT, i))
                .toArray(Entry[]::new));
        turn();
        assertTrue(reader.event(1).get("complete").asBoolean());
        append(IntStream.range(0, 51)
                .mapToObj(i -> entries.ok("s" + i, CLIENT, i))
                .toArray(Entry[]::new));
        turn();
        assertFalse(reader.event(2).get("complete").asBoolean());
        assertEquals(50, reader.event(2).get("traces").size());
        assertEquals("s50", reader.event(2).at("/traces/0/id").asText());
    }

    @Test
    void whoMissedTooMuchIsToldToAskAnewAndWhoseRowsAreGoneGoesOn() {
        var listener = new TraceListener(
                new dev.keypool.http.EventStream(CLIENT, new Reader()),
                TraceFilter.filter(StrictQuery.of(Map.of())),
                7);
        assertEquals(7, listener.reach(10_007));
        assertFalse(listener.fellBehind());
        assertEquals(8, listener.reach(10_008));
        assertTrue(listener.fellBehind());
        assertEquals(0, listener.reach(0));
        assertFalse(listener.fellBehind());
    }

    @Test
    void theEndOfTheServerEndsItAndBeginsNone() {
        Reader reader = reader(CLIENT, Map.of());
        rig.gateway.feed().close();
        assertTrue(reader.ended);
        assertThrows(Refusal.class, () -> reader(CLIENT, Map.of()));
    }

    private Reader reader(Caller caller, Map<String, String> query) {
        var reader = new Reader();
        var call = new Call(caller, "req-1", "192.0.2.7", Map.of(), query, Map.of(), Json.object());
        try {
            var open = Objects.requireNonNull(rig.gateway.operations().get("liveTraces"));
            ((EventFeed) open.run(call).body()).begin(reader);
        } catch (RuntimeException refused) {
            throw refused;
        } catch (Exception fault) {
            throw new AssertionError(fault);
        }
        return reader;
    }

    private void turn() {
        rig.gateway.feed().turn();
    }

    private void append(Entry... more) {
        for (Entry entry : more)
            rig.ledger.append(entry, -1, () -> {}, fault -> {
                throw new AssertionError(fault);
            });
        rig.database.write(_ -> true);
    }

    private static List<String> ids(JsonNode event) {
        List<String> ids = new ArrayList<>();
        event.get("traces").forEach(item -> ids.add(item.get("id").asText()));
        return ids;
    }

    /** Keeps what it is told. */
    private static final class Reader implements EventSink {
        private final List<String> frames = new ArrayList<>();
        private boolean ready = true;
        private boolean ended;

        @Override
        public boolean open() {
            return !ended;
        }

        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public void send(byte[] frame) {
            frames.add(new String(frame, StandardCharsets.UTF_8));
        }

        @Override
        public void end() {
            ended = true;
        }

        JsonNode event(int index) {
            return Json.parse(frames.get(index).replaceFirst("(?s)^.*event: traces\ndata: ", ""));
        }
    }
}
