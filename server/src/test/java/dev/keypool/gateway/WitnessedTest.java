package dev.keypool.gateway;

import static dev.keypool.gateway.Entries.AGENT;
import static dev.keypool.gateway.Entries.CLIENT;
import static dev.keypool.gateway.Entries.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.ledger.Course;
import dev.keypool.ledger.Entry;
import dev.keypool.ledger.Row;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WitnessedTest {
    private static final byte[] ASK = "{\"q\":1}".getBytes(UTF_8);

    private final AtomicLong nanos = new AtomicLong(1_000_000);
    private final List<Finished> told = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();

    @Test
    void aRequestIsToldOnceWithItsAttemptsAndItsTime() {
        Witnessed request = request(new Listening(), Capture.NONE);
        request.admitted(CLIENT);
        request.asked("embeddings", "fast", ASK);
        Entry entry = new Entries().ok("r1", CLIENT, 1);
        request.attempted(entry, URI.create("https://a.example"));
        request.failed("upstream_error");
        nanos.addAndGet(5_000_000);
        request.ended(502);
        request.ended(200);
        assertEquals(1, told.size());
        Finished finished = told.getFirst();
        assertEquals("embeddings", finished.surface());
        assertEquals("fast", finished.askedModel());
        assertEquals(NOON, finished.startedAt());
        assertEquals(5_000, finished.tookMicros());
        assertEquals(502, finished.status());
        assertEquals("upstream_error", finished.error());
        assertEquals(
                List.of(entry),
                finished.attempts().stream().map(Finished.Sent::entry).toList());
    }

    @Test
    void contentIsHeldForBrandsThatWantItAlone() {
        for (Caller caller : List.of(CLIENT, Entries.STRANGER)) {
            Witnessed request = request(Telemetry.OFF, new Keeping());
            request.admitted(caller);
            request.asked("chat", "fast", ASK);
            assertEquals(caller.equals(CLIENT), request.keeps());
            request.answered("{\"a\"".getBytes(UTF_8));
            request.answered(":2}".getBytes(UTF_8));
            request.ended(200);
        }
        assertEquals(List.of("cli_1 {\"q\":1} {\"a\":2}"), kept);
    }

    @Test
    void whatWasRefusedBeforeItsBodyWasReadHasNoContent() {
        Witnessed request = request(Telemetry.OFF, new Keeping());
        request.admitted(CLIENT);
        request.answered(ASK);
        request.ended(408);
        assertEquals(List.of(), kept);
    }

    @Test
    void ofAnUnknownCallerNobodyIsTold() {
        request(new Listening(), new Keeping()).ended(401);
        assertEquals(List.of(), told);
        assertEquals(List.of(), kept);
    }

    @Test
    void theCourseCountsFromTheFirstByte() {
        Witnessed request = request(Telemetry.OFF, Capture.NONE);
        nanos.addAndGet(200_000);
        request.admitted(AGENT);
        nanos.addAndGet(300_000);
        request.asked("responses", "fast", ASK);
        var moments = new Moments(NOON, 1_700_000, 1_500_000);
        assertEquals(
                new Course("responses", "m", true, new Course.Offsets(200L, 500L, 700L, null, null, null)),
                request.course("m", true, moments));
    }

    @Test
    void aTraceparentGoesOutOnlyWhenTelemetrySaysSo() {
        UUID attempt = new UUID(1, 2);
        assertNull(request(Telemetry.OFF, Capture.NONE).outgoing(attempt));
        String sent = request(new Listening(), Capture.NONE).outgoing(attempt);
        assertTrue(String.valueOf(sent).endsWith("-0000000000000002-01"), sent);
        assertFalse(String.valueOf(sent).contains("null"));
    }

    private Witnessed request(Telemetry telemetry, Capture capture) {
        return new Witnessed(new Witnesses(telemetry, capture, Names.NONE), () -> NOON, nanos::get, "r1", null);
    }

    /** Hears everything. */
    private final class Listening implements Telemetry {
        @Override
        public @Nullable TraceContext begin(@Nullable String traceparent) {
            return TraceContext.of(traceparent, new SplittableRandom(2), 1);
        }

        @Override
        public @Nullable String outgoing(TraceContext context, UUID attempt) {
            return context.traceparent(attempt);
        }

        @Override
        public void ended(Finished request) {
            told.add(request);
        }
    }

    /** Wants what brand 1 asks. */
    private final class Keeping implements Capture {
        @Override
        public boolean wanted(BrandId brand) {
            return brand.equals(CLIENT.brand());
        }

        @Override
        public void keep(String requestId, Caller caller, Clip ask, Clip answer) {
            kept.add(caller.id() + " " + new String(ask.bytes(), UTF_8) + " " + new String(answer.bytes(), UTF_8));
        }

        @Override
        public Optional<Captured> find(BrandId brand, Row.@Nullable Asker asker, String requestId) {
            return Optional.empty();
        }
    }
}
