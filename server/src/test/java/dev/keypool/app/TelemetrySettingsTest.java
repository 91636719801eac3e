package dev.keypool.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.keypool.gateway.Collector;
import dev.keypool.gateway.Finished;
import dev.keypool.gateway.Telemetry;
import dev.keypool.values.BrandId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TelemetrySettingsTest {
    private static final Path NO_FILE = Path.of("does-not-exist.yaml");
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void withoutAnEndpointNobodyIsTold() {
        assertSame(Telemetry.OFF, open(Map.of("KEYPOOL_TELEMETRY_HEADERS", "x-token=t"), new Running()));
    }

    @Test
    void withOneTheCollectorGetsWhatWaitsWhenTheProcessStops() {
        try (var collector = new Collector()) {
            Running running = new Running();
            Telemetry telemetry = open(
                    Map.of(
                            "KEYPOOL_TELEMETRY_OTLP_ENDPOINT",
                            collector.url() + "/",
                            "KEYPOOL_TELEMETRY_HEADERS",
                            "x-token=a=b, x-other=c"),
                    running);
            telemetry.ended(new Finished(
                    Objects.requireNonNull(telemetry.begin(null)),
                    "r1",
                    new BrandId(1),
                    "chat",
                    "fast",
                    NOON,
                    1_000,
                    404,
                    "model_not_found",
                    List.of()));
            running.close();
            assertEquals("chat fast", collector.spans().getFirst().getName());
            assertEquals(Set.of("a=b"), Set.copyOf(collector.tokens()));
        }
    }

    private static Telemetry open(Map<String, String> variables, Running running) {
        Settings settings = SettingsReader.read(variables, NO_FILE, false);
        return TelemetrySettings.open(settings.telemetry(), running, new SplittableRandom(6));
    }
}
