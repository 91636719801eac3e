package dev.keypool.gateway;

import static dev.keypool.gateway.Entries.AGENT;
import static dev.keypool.gateway.Entries.CLIENT;
import static dev.keypool.gateway.Entries.STRANGER;
import static dev.keypool.gateway.GatewayRig.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.Json;
import dev.keypool.identity.Audit;
import dev.keypool.ledger.Row;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureTest {
    private static final Clip ASK = Clip.of("{\"q\":\"ü\"}".getBytes(UTF_8));
    private static final Clip ANSWER = Clip.of("{\"a\":1}".getBytes(UTF_8));

    private GatewayRig rig;
    private StoredCapture capture;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new GatewayRig(folder);
        capture = rig.capture;
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void nothingIsEverStoredForABrandThatDoesNotWantIt() throws Exception {
        assertFalse(capture.wanted(CLIENT.brand()));
        capture.keep("r1", CLIENT, ASK, ANSWER);
        put(STRANGER, "{'enabled': true}");
        capture.keep("r2", CLIENT, ASK, ANSWER);
        capture.settle();
        assertEquals(0, count());
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, GatewayRig.answer("canary-answer"));
        rig.chat(GatewayRig.ask("groq/m", "\"user\":\"canary-ask\""));
        for (String table : new String[] {"attempt", "usage_day", "captured", "audit_log"}) {
            String rows = rig.database
                    .read(handle ->
                            handle.select("SELECT * FROM " + table).mapToMap().list())
                    .toString();
            assertFalse(rows.contains("canary-ask"), table);
            assertFalse(rows.contains("hello"), table);
        }
    }

    @Test
    void aWriteThatWasUnderWayWhenItWasTurnedOffLeavesNothing() throws Exception {
        put(CLIENT, "{'enabled': true}");
        rig.database.write(handle -> handle.execute("DELETE FROM capture"));
        capture.keep("r1", CLIENT, ASK, ANSWER);
        capture.settle();
        assertEquals(0, count());
    }

    @Test
    void whatABrandWantsIsKeptAndShownInItsTrace() throws Exception {
        put(CLIENT, "{'enabled': true, 'keep_days': 3}");
        assertTrue(capture.wanted(CLIENT.brand()));
        rig.ledger.append(new Entries().ok("r1", CLIENT, 1), -1, () -> {}, fault -> {});
        capture.keep("r1", CLIENT, ASK, ANSWER);
        capture.settle();
        HttpResponse<String> response =
                rig.send(rig.request("/v1/traces/r1").setHeader("Authorization", "Bearer books"));
        new Shapes().check("TraceDetail", response.body());
        JsonNode content = json(response).get("content");
        assertEquals("{\"q\":\"ü\"}", content.get("ask").get("text").asText());
        assertEquals(10, content.get("ask").get("bytes").asInt());
        assertFalse(content.get("answer").get("truncated").asBoolean());
    }

    @Test
    void contentIsTheCallersOwnAsItsTraceIs() throws Exception {
        put(CLIENT, "{'enabled': true}");
        capture.keep("shared", AGENT, ASK, ANSWER);
        capture.keep("shared", CLIENT, ANSWER, ASK);
        capture.settle();
        var asker = Row.Asker.of(AGENT);
        assertEquals(
                10,
                capture.find(AGENT.brand(), asker, "shared").orElseThrow().ask().bytes());
        assertEquals(
                7,
                capture.find(AGENT.brand(), null, "shared").orElseThrow().ask().bytes());
        assertTrue(capture.find(STRANGER.brand(), null, "shared").isEmpty());
    }

    @Test
    void onlyTheBeginningOfALongTextIsKept() throws Exception {
        put(CLIENT, "{'enabled': true}");
        var stream = new Clip();
        for (int i = 0; i < 300; i++) stream.add("é".repeat(500).getBytes(UTF_8));
        capture.keep("long", CLIENT, Clip.of(new byte[Clip.LIMIT + 1]), stream);
        capture.settle();
        Captured found = capture.find(CLIENT.brand(), null, "long").orElseThrow();
        assertTrue(found.ask().truncated());
        assertEquals(Clip.LIMIT + 1, found.ask().bytes());
        assertEquals(300_000, found.answer().bytes());
        assertTrue(found.answer().truncated());
        assertEquals("é".repeat(Clip.LIMIT / 2), found.answer().text());
    }

    @Test
    void whatIsNoTextIsShownAsBase64() {
        assertEquals(new Captured.Part(null, "/w==", 1, false), Captured.Part.of(new byte[] {(byte) 0xff}, 1));
        assertEquals(new Captured.Part("", null, 0, false), Captured.Part.of(new byte[0], 0));
        // The first of two bytes of one character.
        assertEquals(new Captured.Part("", null, 2, true), Captured.Part.of(new byte[] {(byte) 0xc3}, 2));
        assertNull(Captured.Part.of(new byte[] {(byte) 0xff}, 1).text());
    }

    @Test
    void turnedOffEverythingIsGoneAtOnce() throws Exception {
        put(CLIENT, "{'enabled': true}");
        put(STRANGER, "{'enabled': true}");
        for (int i = 0; i < 40; i++) capture.keep("r" + i, CLIENT, ASK, ANSWER);
        capture.keep("other", STRANGER, ASK, ANSWER);
        capture.settle();
        assertEquals(41, count());
        assertEquals(
                "{\"success\":true,\"capture\":{\"enabled\":false,\"keep_days\":null}}",
                put(CLIENT, "{'enabled': false}"));
        assertEquals(1, count());
        assertFalse(capture.wanted(CLIENT.brand()));
    }

    @Test
    void theWishSurvivesARestartAndIsAudited() throws Exception {
        String on = "{\"success\":true,\"capture\":{\"enabled\":true,\"keep_days\":30}}";
        assertEquals(on, put(CLIENT, "{'enabled': true, 'keep_days': 30}"));
        assertEquals(
                "{\"success\":true,\"capture\":{\"enabled\":true,\"keep_days\":7}}", put(CLIENT, "{'enabled': true}"));
        put(CLIENT, "{'enabled': true, 'keep_days': 30}");
        try (var again =
                StoredCapture.open(rig.database, new Audit(rig.database, () -> Entries.NOON), () -> Entries.NOON)) {
            assertTrue(again.wanted(CLIENT.brand()));
            assertEquals(on, Json.text(call(again, "getCapture", CLIENT, "{}").body()));
        }
        assertEquals(
                "capture.set {\"enabled\":false,\"keep_days\":null} {\"enabled\":true,\"keep_days\":30}",
                rig.database.read(handle -> handle.select(
                                "SELECT action || ' ' || before_json || ' ' || after_json FROM audit_log ORDER BY id LIMIT 1")
                        .mapTo(String.class)
                        .one()));
    }

    @Test
    void daysWithoutKeepingAreRefused() {
        Refusal refusal = assertThrows(Refusal.class, () -> put(CLIENT, "{'enabled': false, 'keep_days': 3}"));
        assertTrue(refusal.sentence().contains("Leave it out"), refusal.sentence());
    }

    @Test
    void contentIsForgottenWhenItsBrandsDaysAreOver() throws Exception {
        put(CLIENT, "{'enabled': true, 'keep_days': 2}");
        put(STRANGER, "{'enabled': true, 'keep_days': 30}");
        for (int i = 0; i < 20; i++) capture.keep("r" + i, CLIENT, ASK, ANSWER);
        capture.keep("other", STRANGER, ASK, ANSWER);
        capture.settle();
        assertEquals(0, capture.forget(yesterday(Duration.ofDays(2)), 500));
        assertEquals(5, capture.forget(yesterday(Duration.ofDays(2).plusMillis(1)), 5));
        assertEquals(15, capture.forget(yesterday(Duration.ofDays(2).plusMillis(1)), 500));
        assertEquals(1, count());
        rig.database.write(handle -> handle.execute("DELETE FROM capture WHERE brand = 2"));
        assertEquals(1, capture.forget(yesterday(Duration.ofMillis(1)), 500));
    }

    @Test
    void whatComesFasterThanItCanBeWrittenIsLeftOut() throws Exception {
        put(CLIENT, "{'enabled': true}");
        Clip large = Clip.of(new byte[Clip.LIMIT]);
        int fit = 8;
        StoredCapture small = StoredCapture.open(
                rig.database, new Audit(rig.database, () -> Entries.NOON), () -> Entries.NOON, 2L * fit * Clip.LIMIT);
        var held = new CountDownLatch(1);
        var holding = new CountDownLatch(1);
        Thread holder = Thread.ofVirtual()
                .start(() -> rig.database.<Boolean>write(handle -> {
                    holding.countDown();
                    try {
                        held.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return true;
                }));
        holding.await();
        for (int i = 0; i < fit + 3; i++) small.keep("r" + i, CLIENT, large, large);
        assertEquals(3, small.leftOut());
        held.countDown();
        holder.join();
        small.settle();
        assertEquals(fit, count());
        small.keep("again", CLIENT, large, large);
        small.settle();
        assertEquals(fit + 1, count());
        small.close();
    }

    private static Instant yesterday(Duration later) {
        return Entries.NOON.plus(later).minus(Duration.ofDays(1));
    }

    private long count() {
        return rig.database.read(handle ->
                handle.select("SELECT count(*) FROM captured").mapTo(long.class).one());
    }

    private String put(Caller caller, String json) throws Exception {
        return Json.text(call(capture, "setCapture", caller, json).body());
    }

    private static Answer call(StoredCapture of, String operation, Caller caller, String json) throws Exception {
        var body = (ObjectNode) Json.parse(json.replace('\'', '"'));
        var call = new Call(caller, "req-1", "192.0.2.7", Map.of(), Map.of(), Map.of(), body);
        return Objects.requireNonNull(of.operations().get(operation)).run(call);
    }
}
