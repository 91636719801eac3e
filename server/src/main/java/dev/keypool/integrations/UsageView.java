package dev.keypool.integrations;

import dev.keypool.ledger.Figures;
import dev.keypool.ledger.UsageLine;
import dev.keypool.values.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How usage is shown (contract, section 4). */
final class UsageView {
    private static final int MEDIAN = 50;
    private static final int SLOW = 95;

    private UsageView() {}

    /** The answer of {@code GET /api/v1/integrations/usage}; days as ISO dates, both inclusive. */
    record Page(boolean success, String from, String to, String groupBy, List<Row> usage, Totals totals) {}

    /** One day, provider, key, model or caller. */
    record Row(
            @Nullable String key,
            @Nullable String label,
            long requests,
            long errors,
            long tokensIn,
            long tokensOut,
            long tokensCached,
            @Nullable Money cost,
            long costUnknown,
            @Nullable Long p50Ms,
            @Nullable Long p95Ms) {}

    /** All of them together. */
    record Totals(
            long requests,
            long errors,
            long tokensIn,
            long tokensOut,
            long tokensCached,
            @Nullable Money cost,
            long costUnknown,
            @Nullable Long p50Ms,
            @Nullable Long p95Ms) {}

    static Row row(UsageLine line, @Nullable String label) {
        Figures sums = line.figures();
        return new Row(
                line.key().isEmpty() ? null : line.key(),
                label,
                sums.requests(),
                sums.errors(),
                sums.tokensIn(),
                sums.tokensOut(),
                sums.tokensCached(),
                sums.cost().amount(),
                sums.cost().unknown(),
                sums.speeds().percentileMillis(MEDIAN),
                sums.speeds().percentileMillis(SLOW));
    }

    static Totals totals(List<UsageLine> lines) {
        Figures sums = lines.stream().map(UsageLine::figures).reduce(Figures.NONE, Figures::plus);
        return new Totals(
                sums.requests(),
                sums.errors(),
                sums.tokensIn(),
                sums.tokensOut(),
                sums.tokensCached(),
                sums.cost().amount(),
                sums.cost().unknown(),
                sums.speeds().percentileMillis(MEDIAN),
                sums.speeds().percentileMillis(SLOW));
    }
}
