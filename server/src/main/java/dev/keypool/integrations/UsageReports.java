package dev.keypool.integrations;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.ledger.AskedDays;
import dev.keypool.ledger.Figures;
import dev.keypool.ledger.Grouping;
import dev.keypool.ledger.Ledger;
import dev.keypool.ledger.UsageLine;
import dev.keypool.ledger.UsageQuestion;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.Provider;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Usage of a brand and of one key (contract, section 4). Thread-safe; blocks its caller. */
final class UsageReports {
    private static final String DAY = "day";
    private final Ledger ledger;
    private final Catalogue catalogue;
    private final KeyNames keys;
    private final CallerNames callers;
    private final InstantSource clock;

    UsageReports(Ledger ledger, Catalogue catalogue, KeyNames keys, CallerNames callers, InstantSource clock) {
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.keys = keys;
        this.callers = callers;
        this.clock = clock;
    }

    Answer ofBrand(Call call) {
        BrandId brand = call.caller().brand();
        String by = call.queryText("group_by").orElse(DAY);
        UsageQuestion question = question(call, null, grouping(by));
        List<UsageLine> lines = lines(question);
        Function<String, @Nullable String> label = labels(brand, question.by());
        return Answer.ok(new UsageView.Page(
                true,
                question.from().toString(),
                question.to().toString(),
                by,
                lines.stream()
                        .map(line -> UsageView.row(line, label.apply(line.key())))
                        .toList(),
                UsageView.totals(lines)));
    }

    /** The days of one key, in their order. */
    List<UsageLine> days(UsageQuestion question) {
        Map<String, Figures> known =
                ledger.usage(question).stream().collect(Collectors.toMap(UsageLine::key, UsageLine::figures));
        return question.from()
                .datesUntil(question.to().plusDays(1))
                .map(LocalDate::toString)
                .map(day -> new UsageLine(day, known.getOrDefault(day, Figures.NONE)))
                .toList();
    }

    UsageQuestion question(Call call, @Nullable IntegrationId only, Grouping by) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Integer days = call.queryText("days").map(Integer::valueOf).orElse(null);
        AskedDays asked = AskedDays.of(days, day(call, "from"), day(call, "to"), today);
        return new UsageQuestion(call.caller().brand(), only, by, asked.from(), asked.to());
    }

    private static @Nullable LocalDate day(Call call, String name) {
        return call.queryText(name).map(LocalDate::parse).orElse(null);
    }

    private List<UsageLine> lines(UsageQuestion question) {
        return switch (question.by()) {
            case DAY -> days(question);
            case PROVIDER, INTEGRATION, MODEL, CALLER ->
                ledger.usage(question).stream().sorted(UsageLine.GREATEST).toList();
        };
    }

    /** What a key of the ledger is called, null where it has no name but itself. */
    private Function<String, @Nullable String> labels(BrandId brand, Grouping by) {
        return switch (by) {
            case DAY, MODEL -> key -> null;
            case PROVIDER -> key -> catalogue.find(key).map(Provider::label).orElse(null);
            case INTEGRATION -> keys.labels(brand)::get;
            case CALLER -> key -> callers.of(brand, key).orElse(null);
        };
    }

    private static Grouping grouping(String wire) {
        Grouping grouping = Grouping.BY_NAME.get(wire);
        if (grouping == null) throw new IllegalArgumentException("The document lets no group_by " + wire + " through");
        return grouping;
    }
}
