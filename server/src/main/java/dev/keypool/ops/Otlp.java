package dev.keypool.ops;

import dev.keypool.values.Secret;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The way to the operator's collector: OTLP over HTTP, spans every five seconds and measurements every minute. Thread-safe.
 * A collector that is away costs nothing but its spans: they are dropped when 2,048 wait.
 */
public final class Otlp implements AutoCloseable {
    private static final String SCOPE = "dev.keypool";
    private static final long CLOSING_SECONDS = 5;
    private static final Duration MEASURED_EVERY = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SdkTracerProvider tracers;
    private final SdkMeterProvider meters;
    private final PresetIds ids;
    private final LibraryLog log;

    /**
     * Where to and as whom.
     *
     * @param endpoint base URL; {@code /v1/traces} and {@code /v1/metrics} come behind it
     * @param headers sent with every message, such as the collector's token
     * @param service name of this service in the collector
     */
    public record Target(URI endpoint, Map<String, Secret> headers, String service) {
        public Target {
            headers = Map.copyOf(headers);
        }
    }

    private Otlp(SdkTracerProvider tracers, SdkMeterProvider meters, PresetIds ids) {
        this.tracers = tracers;
        this.meters = meters;
        this.ids = ids;
        this.log = LibraryLog.take("io.opentelemetry");
    }

    /** Connects to nobody yet: the first message does. */
    public static Otlp open(Target target) {
        var ids = new PresetIds();
        Resource resource = Resource.getDefault()
                .merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), target.service())));
        var spans = OtlpHttpSpanExporter.builder()
                .setEndpoint(at(target, "/v1/traces"))
                .setHeaders(() -> revealed(target))
                .setTimeout(PATIENCE)
                .build();
        var measurements = OtlpHttpMetricExporter.builder()
                .setEndpoint(at(target, "/v1/metrics"))
                .setHeaders(() -> revealed(target))
                .setTimeout(PATIENCE)
                .build();
        SdkTracerProvider tracers = SdkTracerProvider.builder()
                .setResource(resource)
                // What is not to be sampled is never made into a span.
                .setSampler(Sampler.alwaysOn())
                .setIdGenerator(ids)
                .addSpanProcessor(BatchSpanProcessor.builder(spans).build())
                .build();
        SdkMeterProvider meters = SdkMeterProvider.builder()
                .setResource(resource)
                .registerMetricReader(PeriodicMetricReader.builder(measurements)
                        .setInterval(MEASURED_EVERY)
                        .build())
                .build();
        return new Otlp(tracers, meters, ids);
    }

    public Tracer tracer() {
        return tracers.get(SCOPE);
    }

    public Meter meter() {
        return meters.get(SCOPE);
    }

    /** What the next span is called; to be set on the thread that starts it. */
    public PresetIds ids() {
        return ids;
    }

    /** Sends what waits, for some seconds at most. */
    @Override
    public void close() {
        tracers.shutdown().join(CLOSING_SECONDS, TimeUnit.SECONDS);
        meters.shutdown().join(CLOSING_SECONDS, TimeUnit.SECONDS);
        log.close();
    }

    private static String at(Target target, String path) {
        String base = target.endpoint().toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }

    private static Map<String, String> revealed(Target target) {
        Map<String, String> headers = new LinkedHashMap<>();
        target.headers().forEach((name, value) -> headers.put(name, value.reveal(Secret.Use.COLLECTOR_HEADER)));
        return headers;
    }
}
