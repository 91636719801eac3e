package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.answer;
import static dev.keypool.gateway.GatewayRig.ask;
import static dev.keypool.gateway.GatewayRig.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.ledger.Row;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.TokenUsage;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamTest {
    private static final String ROLE =
            "data: {\"id\":\"c\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n";
    private static final String STOP =
            "data: {\"id\":\"c\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String USAGE =
            "data: {\"id\":\"c\",\"model\":\"m-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":5,\"cost\":0.5}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private GatewayRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new GatewayRig(folder);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private static String text(String content) {
        return "data: {\"id\":\"c\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + content
                + "\"},\"finish_reason\":null}]}\n\n";
    }

    private static String askStream(String model, String... more) {
        String[] all = Arrays.copyOf(more, more.length + 1);
        all[more.length] = "\"stream\":true";
        return ask(model, all);
    }

    private void plays(String key, String stream) {
        rig.provider.when(key, (request, wire) -> {
            wire.events();
            wire.chunk(stream);
            wire.end();
        });
    }

    @Test
    void eventsAreRelayedUnchangedAndTheExtraUsageChunkStaysHidden() throws Exception {
        rig.key(1, "openrouter");
        plays("key-1", ": OPENROUTER PROCESSING\n\n" + ROLE + text("héllo 日本") + ": still\n\n" + STOP + USAGE + DONE);
        HttpResponse<String> response = rig.chat(askStream("openrouter/m"));
        assertEquals(200, response.statusCode());
        assertTrue(response.headers().firstValue("content-type").orElseThrow().startsWith("text/event-stream"));
        assertEquals(
                ": OPENROUTER PROCESSING\n\n" + ROLE + text("héllo 日本") + ": still\n\n" + STOP + DONE, response.body());
        assertTrue(rig.provider.seen().getFirst().body().contains("\"stream_options\":{\"include_usage\":true}"));
        Row row = rig.rows().getFirst();
        assertEquals("ok", row.result());
        assertEquals(new TokenUsage(3, 5, 0, 0), row.usage());
        assertNotNull(row.cost());
        assertEquals(500_000_000, row.cost().nanos());
        assertEquals("m-1", row.servedModel());
        assertNotNull(row.timings().firstTokenMicros());
        assertTrue(row.streamed());
        assertFalse(row.truncated());
    }

    @Test
    void aCallerWhoAsksForUsageGetsIt() throws Exception {
        rig.key(1, "openrouter");
        plays("key-1", text("a") + STOP + USAGE + DONE);
        String body = rig.chat(askStream("openrouter/m", "\"stream_options\":{\"include_usage\":true}"))
                .body();
        assertEquals(text("a") + STOP + USAGE + DONE, body);
    }

    @Test
    void aProviderThatReportsUsageUnaskedIsNotAsked() throws Exception {
        rig.key(1, "mistral");
        String last = STOP.replace("}\n\n", ",\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}\n\n");
        plays("key-1", text("a") + last + DONE);
        assertEquals(text("a") + last + DONE, rig.chat(askStream("mistral/m")).body());
        assertFalse(rig.provider.seen().getFirst().body().contains("stream_options"));
        assertEquals(new TokenUsage(1, 2, 0, 0), rig.rows().getFirst().usage());
    }

    @Test
    void howeverTheProvidersChunksAreCutTheCallerGetsTheSameBytes() throws Exception {
        rig.key(1, "openrouter");
        var random = new Random(11);
        for (int round = 0; round < 40; round++) {
            String stream =
                    ": hi\r\n\r\n" + ROLE + text("日本語 " + round).replace("\n\n", "\r\n\r\n") + text("😀") + STOP;
            byte[] bytes = (stream + USAGE + DONE).getBytes(UTF_8);
            int[] cuts = random.ints(random.nextInt(1, 30), 1, bytes.length)
                    .distinct()
                    .sorted()
                    .toArray();
            rig.provider.when("key-1", (request, wire) -> {
                wire.events();
                int at = 0;
                for (int cut : cuts) {
                    wire.chunk(Arrays.copyOfRange(bytes, at, cut));
                    at = cut;
                }
                wire.chunk(Arrays.copyOfRange(bytes, at, bytes.length));
                wire.end();
            });
            assertEquals(stream + DONE, rig.chat(askStream("openrouter/m")).body());
        }
    }

    @Test
    void eachEventIsFlushedAtOnce() throws Exception {
        rig.key(1, "openrouter");
        var read = new CountDownLatch(1);
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            wire.chunk(text("first"));
            if (!read.await(20, TimeUnit.SECONDS)) return;
            wire.chunk(STOP + DONE);
            wire.end();
        });
        try (Socket client = rig.socket()) {
            client.getOutputStream().write(GatewayRig.post(askStream("openrouter/m")));
            readUntil(client.getInputStream(), "first");
            read.countDown();
            readUntil(client.getInputStream(), "[DONE]");
        }
    }

    private static String readUntil(InputStream in, String end) throws Exception {
        var text = new StringBuilder();
        byte[] buffer = new byte[65_536];
        while (text.indexOf(end, Math.max(0, text.length() - buffer.length - end.length())) < 0) {
            int n = in.read(buffer);
            if (n < 0) throw new AssertionError("The answer ended with: " + text);
            text.append(new String(buffer, 0, n, UTF_8));
        }
        return text.toString();
    }

    @Test
    void aStreamThatFailsBeforeItsFirstTokenIsServedByTheNextKey() throws Exception {
        rig.key(1, "openrouter");
        rig.key(2, "openrouter");
        rig.key(3, "openrouter");
        rig.key(4, "openrouter");
        plays(
                "key-1",
                ": PROCESSING\n\n" + ROLE + "data: {\"error\":{\"code\":502,\"message\":\"Provider died\"}}\n\n"
                        + DONE);
        rig.provider.when("key-2", (request, wire) -> {
            wire.events();
            wire.chunk(": PROCESSING\n\n" + ROLE);
            wire.reset();
        });
        plays("key-3", DONE);
        plays("key-4", text("good") + STOP + DONE);
        HttpResponse<String> response = rig.chat(askStream("openrouter/m"));
        assertEquals(200, response.statusCode());
        assertEquals(text("good") + STOP + DONE, response.body());
        assertEquals(4, rig.rows().size());
        for (int id = 1; id <= 3; id++) assertEquals(1, rig.view(id).standing().consecutiveFailures());
        assertTrue(rig.rows().stream().noneMatch(Row::truncated));
    }

    @Test
    void aStreamWhereEveryKeyFailsIsAPlainErrorAndNo200() throws Exception {
        rig.key(1, "openrouter");
        plays("key-1", ROLE + "data: {\"error\":{\"code\":502,\"message\":\"Provider died\"}}\n\n");
        HttpResponse<String> response = rig.chat(askStream("openrouter/m"));
        assertEquals(503, response.statusCode());
        assertEquals("provider_overloaded", json(response).at("/error/code").asText());
    }

    @Test
    void aJsonAnswerToAStreamRequestIsAFailure() throws Exception {
        rig.key(1, "openrouter");
        rig.provider.when("key-1", 200, answer("m"));
        assertEquals(502, rig.chat(askStream("openrouter/m")).statusCode());
    }

    @Test
    void aBrokenStreamEndsWithOneErrorAndNoDone() throws Exception {
        rig.key(1, "openrouter");
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            wire.chunk(text("one") + "data: {\"half");
            wire.reset();
        });
        HttpResponse<String> response = rig.chat(askStream("openrouter/m"));
        assertEquals(200, response.statusCode());
        assertBroken(response.body(), text("one"), "upstream_error");
        Row row = rig.rows().getFirst();
        assertTrue(row.truncated());
        assertEquals("provider_error", row.result());
        assertEquals(1, rig.view(1).standing().consecutiveFailures());
        assertEquals(0, rig.view(1).inFlight());
    }

    private static void assertBroken(String body, String relayed, String code) throws Exception {
        assertTrue(body.startsWith(relayed), body);
        String last = body.substring(relayed.length());
        assertTrue(last.startsWith("data: {\"error\":{") && last.endsWith("}}\n\n"), last);
        assertEquals(
                code,
                GatewayRig.JSON.readTree(last.substring(6)).at("/error/code").asText());
        assertFalse(last.contains("[DONE]"));
    }

    @Test
    void anErrorEventInTheMiddleIsABreakToo() throws Exception {
        rig.key(1, "openrouter");
        plays("key-1", text("one") + "data: {\"choices\":[],\"error\":{\"code\":502,\"message\":\"died\"}}\n\n" + DONE);
        assertBroken(rig.chat(askStream("openrouter/m")).body(), text("one"), "provider_overloaded");
        assertTrue(rig.rows().getFirst().truncated());
    }

    @Test
    void aChunkThatIsNoJsonIsABreakAndBeforeTheFirstTokenAFailure() throws Exception {
        rig.key(1, "openrouter");
        rig.key(2, "openrouter");
        plays("key-1", "data: {\"id\":\"c\",\"cho\n\n");
        plays("key-2", text("one") + "data: {\"id\":\"c\",\"cho\n\n" + text("two") + STOP + DONE);
        assertBroken(rig.chat(askStream("openrouter/m")).body(), text("one"), "upstream_error");
        assertEquals(2, rig.provider.seen().size());
    }

    @Test
    void whatIsGluedTogetherOrLacksItsEndIsNoChunk() throws Exception {
        rig.key(1, "openrouter");
        for (String bad : List.of("{}{}", "{\"a\":[1}", "{\"a\":\"}", "[1]", "ping", "{\"a\":{}", "{} x")) {
            plays("key-1", text("one") + "data: " + bad + "\n\n" + text("two") + STOP + DONE);
            assertBroken(rig.chat(askStream("openrouter/m")).body(), text("one"), "upstream_error");
            rig.pool.resetHealth(new IntegrationId(1), GatewayRig.NOW);
        }
        String odd = "data:  {\"a\":\"\\\\\\\"}{\",\"b\":[[],{}]} \n\n";
        plays("key-1", text("one") + odd + STOP + DONE);
        assertEquals(
                text("one") + odd + STOP + DONE,
                rig.chat(askStream("openrouter/m")).body());
    }

    @Test
    void whatIsAddedBehindAnOpenEventIsAnEventOfItsOwn() throws Exception {
        rig.key(1, "openrouter");
        plays("key-1", text("one") + STOP.strip());
        assertEquals(
                text("one") + STOP + DONE, rig.chat(askStream("openrouter/m")).body());
        plays("key-1", text("one") + text("two").strip());
        assertBroken(rig.chat(askStream("openrouter/m")).body(), text("one") + text("two"), "upstream_error");
    }

    @Test
    void theFinishReasonErrorIsAFailure() throws Exception {
        rig.key(1, "openrouter");
        rig.key(2, "openrouter");
        plays("key-1", STOP.replace("\"stop\"", "\"error\"") + DONE);
        plays("key-2", text("one") + STOP.replace("\"stop\"", "\"error\"") + DONE);
        assertBroken(rig.chat(askStream("openrouter/m")).body(), text("one"), "upstream_error");
        assertEquals(2, rig.provider.seen().size());
    }

    @Test
    void aStreamThatEndsEarlyButCleanlyIsBroken() throws Exception {
        rig.key(1, "openrouter");
        plays("key-1", text("one"));
        assertBroken(rig.chat(askStream("openrouter/m")).body(), text("one"), "upstream_error");
    }

    @Test
    void aStreamWithoutDoneIsCompleteWhenItNamedItsFinishAndGetsItFromUs() throws Exception {
        rig.key(1, "openrouter");
        plays("key-1", text("one") + STOP);
        assertEquals(
                text("one") + STOP + DONE, rig.chat(askStream("openrouter/m")).body());
        assertEquals("ok", rig.rows().getFirst().result());
    }

    @Test
    void aLastEventWithoutItsBlankLineCounts() throws Exception {
        rig.key(1, "openrouter");
        plays("key-1", text("one") + STOP + "data: [DONE]\n");
        assertEquals(
                text("one") + STOP + "data: [DONE]\n",
                rig.chat(askStream("openrouter/m")).body());
        assertEquals("ok", rig.rows().getFirst().result());
    }

    @Test
    void silenceInsideOfAStreamIsABreakAfterItsBound() throws Exception {
        rig.key(1, "openrouter");
        var gone = new CountDownLatch(1);
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            wire.chunk(text("one"));
            wire.untilGone(gone);
        });
        try (Socket client = rig.socket()) {
            client.getOutputStream().write(GatewayRig.post(askStream("openrouter/m")));
            readUntil(client.getInputStream(), "one");
            rig.skip(Duration.ofSeconds(61));
            String rest = readUntil(client.getInputStream(), "0\r\n\r\n");
            assertTrue(rest.contains("upstream_timeout"), rest);
        }
        assertTrue(gone.await(20, TimeUnit.SECONDS));
        assertEquals("timeout", rig.rows().getFirst().result());
        assertTrue(rig.rows().getFirst().truncated());
    }

    @Test
    void aStreamThatGoesOnMayLastLongerThanTheDeadline() throws Exception {
        rig.key(1, "openrouter");
        // Time moves on only when the caller has what was sent: else two pauses could look like one long silence.
        var arrived = new Semaphore(0);
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            for (int i = 0; i < 5; i++) {
                wire.chunk(text("part" + i));
                arrived.acquire();
                rig.skip(Duration.ofSeconds(50));
            }
            wire.chunk(STOP + DONE);
            wire.end();
        });
        try (Socket client = rig.socket()) {
            client.getOutputStream().write(GatewayRig.post(askStream("openrouter/m")));
            for (int i = 0; i < 5; i++) {
                readUntil(client.getInputStream(), "part" + i);
                arrived.release();
            }
            String rest = readUntil(client.getInputStream(), "0\r\n\r\n");
            assertTrue(rest.contains(STOP) && rest.contains(DONE), rest);
        }
    }

    @Test
    void commentsAloneDoNotKeepAStreamAliveBeforeItsFirstToken() throws Exception {
        rig.key(1, "openrouter");
        var gone = new CountDownLatch(1);
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            // Each comment comes 10 s after the one before: no silence is longer than its bound.
            while (!gone.await(5, TimeUnit.MILLISECONDS)) {
                rig.skip(Duration.ofSeconds(10));
                try {
                    wire.chunk(": waiting\n\n");
                } catch (java.io.IOException closed) {
                    gone.countDown();
                }
            }
        });
        HttpResponse<String> response =
                rig.chat(askStream("openrouter/m", "\"spidergate_options\":{\"timeout_ms\":1800000}"));
        assertEquals(504, response.statusCode());
        assertTrue(gone.await(20, TimeUnit.SECONDS));
        // It was the bound, not the caller's half hour: that would not be held against the key.
        assertEquals(1, rig.view(1).standing().consecutiveFailures());
    }

    @Test
    void aCallerWhoLeavesCancelsTheProviderAndNobodyIsBlamed() throws Exception {
        rig.key(1, "openrouter");
        var gone = new CountDownLatch(1);
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            wire.chunk(text("one").replace("\"choices\"", "\"usage\":{\"prompt_tokens\":4},\"choices\""));
            wire.untilGone(gone);
        });
        Socket client = rig.socket();
        client.getOutputStream().write(GatewayRig.post(askStream("openrouter/m")));
        readUntil(client.getInputStream(), "one");
        client.close();
        assertTrue(gone.await(1, TimeUnit.SECONDS), "the provider is cancelled within a second");
        Row row = awaitRow();
        assertEquals("aborted", row.result());
        assertEquals(new TokenUsage(4, 0, 0, 0), row.usage());
        assertFalse(row.truncated());
        assertEquals(0, rig.view(1).standing().consecutiveFailures());
        assertEquals(0, rig.view(1).inFlight());
        assertEquals(1, rig.view(1).dailyCount());
    }

    @Test
    void aCallerWhoLeavesBeforeTheFirstByteIsBookedToo() throws Exception {
        rig.key(1, "openrouter");
        rig.key(2, "openrouter");
        var arrived = new CountDownLatch(1);
        var gone = new CountDownLatch(1);
        rig.provider.when("key-1", (request, wire) -> {
            arrived.countDown();
            wire.untilGone(gone);
        });
        try (Socket client = rig.socket()) {
            client.getOutputStream().write(GatewayRig.post(ask("openrouter/m")));
            assertTrue(arrived.await(20, TimeUnit.SECONDS));
        }
        assertTrue(gone.await(20, TimeUnit.SECONDS));
        Row row = awaitRow();
        assertEquals("aborted", row.result());
        assertNull(row.usage());
        assertEquals(1, rig.provider.seen().size());
        assertEquals(0, rig.view(1).standing().consecutiveFailures());
    }

    @Test
    void aCallerWhoCancelsHisHttp2StreamIsGoneToo() throws Exception {
        rig.key(1, "openrouter");
        rig.provider.when("key-1", 200, answer("m"));
        assertEquals(HttpClient.Version.HTTP_2, rig.chat(ask("openrouter/m")).version());
        var arrived = new CountDownLatch(1);
        var gone = new CountDownLatch(1);
        rig.provider.when("key-1", (request, wire) -> {
            arrived.countDown();
            wire.untilGone(gone);
        });
        var pending = rig.chatAsync(ask("openrouter/m"));
        assertTrue(arrived.await(20, TimeUnit.SECONDS));
        assertTrue(pending.cancel(true));
        assertTrue(gone.await(1, TimeUnit.SECONDS), "the provider is cancelled within a second");
    }

    /** The row comes a moment after the connection is gone. */
    private Row awaitRow() throws Exception {
        long until = System.nanoTime() + 20_000_000_000L;
        while (rig.rows().isEmpty() || rig.ledger.inFlight() > 0) {
            if (System.nanoTime() > until) throw new AssertionError("No row came");
            Thread.onSpinWait();
        }
        return rig.rows().getFirst();
    }

    @Test
    void aSlowReaderMakesTheProviderWait() throws Exception {
        rig.key(1, "openrouter");
        var written = new AtomicLong();
        var finished = new CountDownLatch(1);
        int events = 4_000;
        String event = text("x".repeat(10_000));
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            for (int i = 0; i < events; i++) {
                wire.chunk(event);
                written.addAndGet(event.length());
            }
            wire.chunk(STOP + DONE);
            wire.end();
            finished.countDown();
        });
        try (Socket client = rig.socket()) {
            client.getOutputStream().write(GatewayRig.post(askStream("openrouter/m")));
            readUntil(client.getInputStream(), "data: ");
            long stalled = written.get();
            while (true) {
                if (finished.await(300, TimeUnit.MILLISECONDS)) break;
                long now = written.get();
                if (now == stalled) break;
                stalled = now;
            }
            assertEquals(1, finished.getCount(), "the provider could write all " + events + " events unread");
            readUntil(client.getInputStream(), "[DONE]");
        }
    }

    @Test
    void theTraceOfAStreamIsItsLastCommentWhenAskedFor() throws Exception {
        rig.key(1, "openrouter");
        plays("key-1", text("one") + STOP + DONE);
        String body = rig.chat(askStream("openrouter/m", "\"include_route_trace\":true"))
                .body();
        String comment = body.substring((text("one") + STOP).length(), body.length() - DONE.length());
        assertTrue(comment.startsWith(": spidergate_metadata {") && comment.endsWith("}\n\n"), comment);
        assertEquals(
                "ok",
                GatewayRig.JSON
                        .readTree(comment.substring(": spidergate_metadata ".length()))
                        .at("/route_trace/0/result")
                        .asText());
    }
}
