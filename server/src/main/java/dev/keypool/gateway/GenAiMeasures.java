package dev.keypool.gateway;

import dev.keypool.ledger.Entry;
import dev.keypool.values.TokenUsage;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The histograms of the conventions, with their buckets; of every request, sampled or not. What a caller may choose freely is
 * no attribute but the model that a provider was asked for; the library caps how many of those it counts apart (2,000).
 * Thread-safe.
 */
final class GenAiMeasures {
    private static final double PER_SECOND = 1_000_000;

    private static final List<Long> TOKENS = List.of(
            1L,
            4L,
            16L,
            64L,
            256L,
            1_024L,
            4_096L,
            16_384L,
            65_536L,
            262_144L,
            1_048_576L,
            4_194_304L,
            16_777_216L,
            67_108_864L);
    private static final List<Double> DURATIONS =
            List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    private static final List<Double> FIRST_TOKENS =
            List.of(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

    private final LongHistogram tokens;
    private final DoubleHistogram durations;
    private final DoubleHistogram firstTokens;

    GenAiMeasures(Meter meter) {
        this.tokens = meter.histogramBuilder("gen_ai.client.token.usage")
                .ofLongs()
                .setUnit("{token}")
                .setDescription("Input and output tokens that providers reported")
                .setExplicitBucketBoundariesAdvice(TOKENS)
                .build();
        this.durations = meter.histogramBuilder("gen_ai.client.operation.duration")
                .setUnit("s")
                .setDescription("How long an attempt at a provider took")
                .setExplicitBucketBoundariesAdvice(DURATIONS)
                .build();
        this.firstTokens = meter.histogramBuilder("gen_ai.server.time_to_first_token")
                .setUnit("s")
                .setDescription("From a request's first byte to the first token of its answer, all attempts in it")
                .setExplicitBucketBoundariesAdvice(FIRST_TOKENS)
                .build();
    }

    void note(Finished request) {
        for (Finished.Sent sent : request.attempts()) note(request, sent);
    }

    private void note(Finished request, Finished.Sent sent) {
        Entry entry = sent.entry();
        Attributes common = common(request, sent);
        if (entry.usage() != null) tokens(entry.usage(), common);
        durations.record(entry.timings().totalMicros() / PER_SECOND, withError(common, entry));
        Long first = entry.timings().firstTokenMicros();
        if (first == null || !entry.result().equals("ok")) return;
        Long leased = entry.course().offsets().leasedMicros();
        firstTokens.record((first + (leased == null ? 0 : leased)) / PER_SECOND, common);
    }

    private void tokens(TokenUsage usage, Attributes common) {
        tokens.record(
                usage.input(), common.toBuilder().put(GenAi.TOKEN_TYPE, "input").build());
        tokens.record(
                usage.output(),
                common.toBuilder().put(GenAi.TOKEN_TYPE, "output").build());
    }

    private static Attributes common(Finished request, Finished.Sent sent) {
        Entry entry = sent.entry();
        AttributesBuilder all = Attributes.builder()
                .put(GenAi.OPERATION, GenAi.operation(request.surface()))
                .put(GenAi.PROVIDER, GenAi.provider(entry.provider()))
                .put(GenAi.REQUEST_MODEL, GenAiSpans.target(entry));
        if (entry.servedModel() != null) all.put(GenAi.RESPONSE_MODEL, entry.servedModel());
        address(all, sent.base());
        return all.build();
    }

    private static void address(AttributesBuilder all, @Nullable URI base) {
        if (base != null && base.getHost() != null) all.put(GenAi.SERVER_ADDRESS, base.getHost());
    }

    private static Attributes withError(Attributes common, Entry entry) {
        return entry.result().equals("ok")
                ? common
                : common.toBuilder().put(GenAi.ERROR_TYPE, entry.result()).build();
    }
}
