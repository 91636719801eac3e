package dev.keypool.gateway;

import dev.keypool.ledger.Cost;
import dev.keypool.ledger.Row;
import dev.keypool.ledger.Trace;
import dev.keypool.ledger.TraceSummary;
import dev.keypool.values.BrandId;
import dev.keypool.values.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How requests are shown. Times are milliseconds with three decimals; null is what nobody knows. */
final class TraceView {
    private TraceView() {}

    /** The answer of {@code GET /traces}. */
    record Page(
            String object,
            List<Item> data,
            boolean hasMore,
            @Nullable String firstId,
            @Nullable String lastId,
            Summary summary) {}

    /** One request; what may differ between its attempts is that of the last one. */
    record Item(
            String id,
            String object,
            String startedAt,
            Trace.Status status,
            String surface,
            @Nullable String agentId,
            @Nullable String clientId,
            @Nullable String callerName,
            @Nullable String requestedModel,
            @Nullable String servedModel,
            String provider,
            long integrationId,
            @Nullable String keyLabel,
            int attemptCount,
            boolean fallbackUsed,
            @Nullable String errorClass,
            int providerStatus,
            boolean streamed,
            boolean truncated,
            boolean cacheHit,
            BigDecimal latencyMs,
            @Nullable BigDecimal firstTokenMs,
            BigDecimal gatewayMs,
            @Nullable Tokens tokens,
            @Nullable Money costUsd,
            boolean estimated) {}

    /** Tokens of all attempts that told theirs. */
    record Tokens(long input, long output, long cached, long reasoning) {
        Tokens plus(Tokens more) {
            return new Tokens(
                    input + more.input, output + more.output, cached + more.cached, reasoning + more.reasoning);
        }
    }

    /** All requests of the question together. */
    record Summary(
            String from,
            String to,
            long total,
            long errors,
            @Nullable BigDecimal errorRate,
            @Nullable Money costUsd,
            long costUnknown,
            @Nullable BigDecimal avgMs,
            @Nullable BigDecimal p95Ms,
            boolean partial) {}

    /** How the brand's callers and keys are called. */
    record Labels(BrandId brand, Names names, Map<String, @Nullable String> keys) {
        static Labels of(BrandId brand, Names names) {
            return new Labels(brand, names, names.keys(brand));
        }

        @Nullable
        String key(Row row) {
            return keys.get(Long.toString(row.integration().value()));
        }
    }

    static Item item(Trace trace, Labels labels) {
        Row last = trace.last();
        Row first = trace.attempts().getFirst();
        String asker = last.asker().id();
        boolean good = trace.status() == Trace.Status.SUCCESS;
        return new Item(
                trace.id(),
                "trace",
                moment(trace.startedAt()),
                trace.status(),
                last.course().surface(),
                last.asker().kind().equals("agent") ? asker : null,
                last.asker().kind().equals("client") ? asker : null,
                labels.names().caller(labels.brand(), asker).orElse(null),
                known(last.askedModel()),
                last.servedModel(),
                last.provider(),
                last.integration().value(),
                labels.key(last),
                trace.attempts().size(),
                !target(first).equals(target(last)),
                good ? null : last.result(),
                last.status(),
                last.streamed(),
                last.truncated(),
                last.course().cacheHit(),
                millis(trace.latencyMicros()),
                AttemptView.of(1, last, trace.startedAt(), null).timings().firstTokenMs(),
                millis(trace.gatewayMicros()),
                tokens(trace),
                trace.cost().amount(),
                trace.attempts().stream().anyMatch(Row::estimated));
    }

    static Summary summary(TraceSummary sums, Instant from, Instant to) {
        Cost cost = sums.cost();
        return new Summary(
                moment(from),
                moment(to),
                sums.total(),
                sums.errors(),
                sums.total() == 0
                        ? null
                        : BigDecimal.valueOf(sums.errors())
                                .divide(BigDecimal.valueOf(sums.total()), 4, RoundingMode.HALF_UP),
                cost.amount(),
                cost.unknown(),
                sums.meanMicros() == null ? null : millis(sums.meanMicros()),
                sums.slowMicros() == null ? null : millis(sums.slowMicros()),
                sums.partial());
    }

    static BigDecimal millis(long micros) {
        return BigDecimal.valueOf(micros, 3);
    }

    /** ISO 8601 with milliseconds: two requests of one second are told apart. */
    static String moment(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    static @Nullable String known(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String target(Row row) {
        return row.provider() + "/" + row.course().targetModel();
    }

    private static @Nullable Tokens tokens(Trace trace) {
        Tokens sum = null;
        for (Row row : trace.attempts()) {
            Tokens more = AttemptView.tokens(row);
            if (more != null) sum = sum == null ? more : sum.plus(more);
        }
        return sum;
    }
}
