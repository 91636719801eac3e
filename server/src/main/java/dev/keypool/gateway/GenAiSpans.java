package dev.keypool.gateway;

import dev.keypool.ledger.Entry;
import dev.keypool.ops.Otlp;
import dev.keypool.ops.PresetIds;
import dev.keypool.values.TokenUsage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One span for a request and one below it for each attempt, made after the fact with the times that were noted. Never any
 * content, and of a provider's words none: they may hold a key. Confined to its thread.
 */
final class GenAiSpans {
    private static final int FIRST_SERVER_FAULT = 500;

    private final Tracer tracer;
    private final PresetIds ids;

    GenAiSpans(Otlp otlp) {
        this.tracer = otlp.tracer();
        this.ids = otlp.ids();
    }

    void make(Finished request) {
        TraceContext place = request.context();
        ids.next(place.traceId(), place.spanId());
        Span span = tracer.spanBuilder(named(request.surface(), request.askedModel()))
                .setParent(parent(place))
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(request.startedAt())
                .setAttribute(GenAi.OPERATION, GenAi.operation(request.surface()))
                .setAttribute(GenAi.REQUEST_MODEL, request.askedModel())
                .setAttribute(GenAi.SURFACE, request.surface())
                .setAttribute(GenAi.REQUEST_ID, request.requestId())
                .setAttribute(GenAi.BRAND, request.brand().value())
                .setAttribute(GenAi.ATTEMPTS, (long) request.attempts().size())
                .startSpan();
        if (request.status() != 0) span.setAttribute(GenAi.STATUS, (long) request.status());
        if (request.error() != null) span.setAttribute(GenAi.ERROR_TYPE, request.error());
        if (!request.attempts().isEmpty())
            last(span, request.attempts().getLast().entry());
        if (request.status() >= FIRST_SERVER_FAULT) span.setStatus(StatusCode.ERROR);
        Context below = Context.root().with(span);
        for (Finished.Sent sent : request.attempts()) make(request, sent, below);
        span.end(request.startedAt().plus(request.tookMicros(), ChronoUnit.MICROS));
    }

    private static void last(Span span, Entry entry) {
        if (entry.servedModel() != null) span.setAttribute(GenAi.RESPONSE_MODEL, entry.servedModel());
        if (entry.truncated()) span.setStatus(StatusCode.ERROR);
    }

    /** Below the caller's span, or on top. */
    private static Context parent(TraceContext place) {
        if (place.parent() == 0) return Context.root();
        SpanContext remote = SpanContext.createFromRemoteParent(
                place.traceId(), place.parentId(), TraceFlags.getSampled(), TraceState.getDefault());
        return Context.root().with(Span.wrap(remote));
    }

    private void make(Finished request, Finished.Sent sent, Context below) {
        Entry entry = sent.entry();
        Instant start = start(request, entry);
        String model = target(entry);
        ids.next(request.context().traceId(), TraceContext.spanId(entry.attemptId()));
        SpanBuilder builder = tracer.spanBuilder(named(request.surface(), model))
                .setParent(below)
                .setSpanKind(SpanKind.CLIENT)
                .setStartTimestamp(start)
                .setAttribute(GenAi.OPERATION, GenAi.operation(request.surface()))
                .setAttribute(GenAi.PROVIDER, GenAi.provider(entry.provider()))
                .setAttribute(GenAi.REQUEST_MODEL, model)
                .setAttribute(GenAi.KEY, entry.integration().value())
                .setAttribute(GenAi.GATEWAY, entry.timings().gatewayMicros())
                .setAttribute(GenAi.STREAMED, entry.streamed())
                .setAttribute(GenAi.TRUNCATED, entry.truncated())
                .setAttribute(GenAi.CACHE_HIT, entry.course().cacheHit());
        address(builder, sent.base());
        Span span = builder.startSpan();
        outcome(span, entry);
        span.end(start.plus(entry.timings().totalMicros(), ChronoUnit.MICROS));
    }

    /** Within its request's span even when the wall clock was set meanwhile. */
    private static Instant start(Finished request, Entry entry) {
        Long offset = entry.course().offsets().leasedMicros();
        return offset == null ? entry.leasedAt() : request.startedAt().plus(offset, ChronoUnit.MICROS);
    }

    private static void outcome(Span span, Entry entry) {
        if (entry.servedModel() != null) span.setAttribute(GenAi.RESPONSE_MODEL, entry.servedModel());
        if (entry.status() != 0) span.setAttribute(GenAi.STATUS, (long) entry.status());
        if (entry.cost() != null) span.setAttribute(GenAi.COST, entry.cost().nanos());
        if (entry.usage() != null) tokens(span, entry.usage());
        if (entry.result().equals("ok")) return;
        span.setAttribute(GenAi.ERROR_TYPE, entry.result());
        if (!entry.result().equals("aborted")) span.setStatus(StatusCode.ERROR);
    }

    private static void tokens(Span span, TokenUsage usage) {
        span.setAttribute(GenAi.INPUT_TOKENS, usage.input());
        span.setAttribute(GenAi.OUTPUT_TOKENS, usage.output());
        span.setAttribute(GenAi.CACHED_TOKENS, usage.cached());
        span.setAttribute(GenAi.REASONING_TOKENS, usage.reasoning());
    }

    private static void address(SpanBuilder span, @Nullable URI base) {
        if (base == null || base.getHost() == null) return;
        span.setAttribute(GenAi.SERVER_ADDRESS, base.getHost());
        int standard = "http".equals(base.getScheme()) ? 80 : 443;
        span.setAttribute(GenAi.SERVER_PORT, (long) (base.getPort() < 0 ? standard : base.getPort()));
    }

    /** The model that was asked of the provider. */
    static String target(Entry entry) {
        String target = entry.course().targetModel();
        return target == null ? entry.askedModel() : target;
    }

    private static String named(String surface, String model) {
        return GenAi.operation(surface) + " " + model;
    }
}
