package dev.keypool.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An operator's collector: takes OTLP over HTTP and understands it. Thread-safe. */
public final class Collector implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final int port;

    /** What came. */
    @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
    private record Message(String path, String token, byte[] body) {}

    public Collector() {
        port = vertx.createHttpServer()
                .requestHandler(this::take)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            String token = String.valueOf(request.getHeader("x-token"));
            messages.add(new Message(String.valueOf(request.path()), token, body.getBytes()));
            request.response()
                    .putHeader("Content-Type", "application/x-protobuf")
                    .end();
        });
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public List<Span> spans() {
        return of("/v1/traces").stream()
                .flatMap(message -> traces(message).getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    Metric metric(String name) {
        return of("/v1/metrics").stream()
                .flatMap(message -> metrics(message).getResourceMetricsList().stream())
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Resource resource() {
        return traces(of("/v1/traces").getFirst()).getResourceSpans(0).getResource();
    }

    /** The header {@code x-token} of each message. */
    public List<String> tokens() {
        return messages.stream().map(Message::token).toList();
    }

    /** All that came, as text. */
    public String everything() {
        return messages.stream()
                .map(message -> new String(message.body(), StandardCharsets.ISO_8859_1))
                .reduce("", String::concat);
    }

    public static Map<String, Object> attributes(List<KeyValue> values) {
        Map<String, Object> attributes = new TreeMap<>();
        values.forEach(value -> attributes.put(value.getKey(), plain(value.getValue())));
        return attributes;
    }

    static String hex(com.google.protobuf.ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static Object plain(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> value.getIntValue();
            case BOOL_VALUE -> value.getBoolValue();
            default -> value.toString();
        };
    }

    private List<Message> of(String path) {
        return messages.stream().filter(message -> message.path().equals(path)).toList();
    }

    private static ExportTraceServiceRequest traces(Message message) {
        try {
            return ExportTraceServiceRequest.parseFrom(message.body());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static ExportMetricsServiceRequest metrics(Message message) {
        try {
            return ExportMetricsServiceRequest.parseFrom(message.body());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
