package dev.keypool.gateway;

import dev.keypool.ledger.AskedDays;
import dev.keypool.ledger.Figures;
import dev.keypool.ledger.Grouping;
import dev.keypool.ledger.Ledger;
import dev.keypool.ledger.UsageLine;
import dev.keypool.ledger.UsageQuestion;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.Provider;
import dev.keypool.values.Caller;
import dev.keypool.values.Money;
import dev.keypool.values.Refusal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code GET /usage}: what a brand used, or an agent of it; from the daily sums. Thread-safe; blocks its caller. */
final class UsagePage {
    private static final List<String> KNOWN = List.of("days", "from", "to", "group_by");
    private static final int MEDIAN = 50;
    private static final int SLOW = 95;

    private final Ledger ledger;
    private final Catalogue catalogue;
    private final Names names;

    UsagePage(Ledger ledger, Catalogue catalogue, Names names) {
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.names = names;
    }

    /** The answer; days as ISO dates, both inclusive. */
    record Page(String object, String from, String to, String groupBy, List<Line> data, Sums totals) {}

    /** One day, provider, key, model or caller. */
    record Line(@Nullable String key, @Nullable String label, Sums sums) {}

    /** What its attempts add up to. */
    record Sums(
            long requests,
            long errors,
            long tokensIn,
            long tokensOut,
            long tokensCached,
            @Nullable Money costUsd,
            long costUnknown,
            @Nullable Long p50Ms,
            @Nullable Long p95Ms) {
        static Sums of(Figures figures) {
            return new Sums(
                    figures.requests(),
                    figures.errors(),
                    figures.tokensIn(),
                    figures.tokensOut(),
                    figures.tokensCached(),
                    figures.cost().amount(),
                    figures.cost().unknown(),
                    figures.speeds().percentileMillis(MEDIAN),
                    figures.speeds().percentileMillis(SLOW));
        }
    }

    /** What is asked for; what is wrong with it is a 400. */
    static UsageQuestion question(@Nullable String text, Caller caller, Instant now) {
        StrictQuery query = StrictQuery.of(text, KNOWN);
        AskedDays asked = days(query, LocalDate.ofInstant(now, ZoneOffset.UTC));
        return new UsageQuestion(
                caller.brand(),
                null,
                caller.kind() == Caller.Kind.AGENT ? caller.id() : null,
                query.word("group_by", Grouping.BY_NAME).orElse(Grouping.DAY),
                asked.from(),
                asked.to());
    }

    private static AskedDays days(StrictQuery query, LocalDate today) {
        Long days = query.whole("days", 1, 90);
        try {
            return AskedDays.of(
                    days == null ? null : (Integer) days.intValue(), query.day("from"), query.day("to"), today);
        } catch (Refusal wrong) {
            throw StrictQuery.invalid(wrong.faults().getFirst().loc().getLast(), wrong.sentence());
        }
    }

    Page page(UsageQuestion question) {
        List<UsageLine> lines = lines(question);
        Function<String, @Nullable String> label = labels(question);
        Figures totals = lines.stream().map(UsageLine::figures).reduce(Figures.NONE, Figures::plus);
        return new Page(
                "usage",
                question.from().toString(),
                question.to().toString(),
                wire(question.by()),
                lines.stream()
                        .map(line ->
                                new Line(TraceView.known(line.key()), label.apply(line.key()), Sums.of(line.figures())))
                        .toList(),
                Sums.of(totals));
    }

    private static String wire(Grouping by) {
        return Grouping.BY_NAME.entrySet().stream()
                .filter(word -> word.getValue() == by)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private List<UsageLine> lines(UsageQuestion question) {
        List<UsageLine> known = ledger.usage(question);
        return switch (question.by()) {
            case DAY -> everyDay(question, known);
            case PROVIDER, INTEGRATION, MODEL, CALLER ->
                known.stream().sorted(UsageLine.GREATEST).toList();
        };
    }

    private static List<UsageLine> everyDay(UsageQuestion question, List<UsageLine> lines) {
        Map<String, Figures> known = lines.stream().collect(Collectors.toMap(UsageLine::key, UsageLine::figures));
        return question.from()
                .datesUntil(question.to().plusDays(1))
                .map(LocalDate::toString)
                .map(day -> new UsageLine(day, known.getOrDefault(day, Figures.NONE)))
                .toList();
    }

    private Function<String, @Nullable String> labels(UsageQuestion question) {
        return switch (question.by()) {
            case DAY, MODEL -> key -> null;
            case PROVIDER -> key -> catalogue.find(key).map(Provider::label).orElse(null);
            case INTEGRATION -> names.keys(question.brand())::get;
            case CALLER -> key -> names.caller(question.brand(), key).orElse(null);
        };
    }
}
