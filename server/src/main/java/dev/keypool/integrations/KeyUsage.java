package dev.keypool.integrations;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.ledger.Cost;
import dev.keypool.ledger.Grouping;
import dev.keypool.ledger.Ledger;
import dev.keypool.ledger.PeriodCosts;
import dev.keypool.ledger.UsageLine;
import dev.keypool.ledger.UsageQuestion;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Usage of one key by day, with the provider's own figures beside ours (contract, sections 4 and 8). The figures of both are
 * those of the moment of the last billing sync, so that what was spent since then is no drift. Thread-safe; blocks its caller.
 */
final class KeyUsage {
    private static final String DOLLARS = "USD";

    private final UsageReports reports;
    private final Ledger ledger;
    private final KeyNames names;
    private final Roster roster;
    private final InstantSource clock;

    KeyUsage(UsageReports reports, Ledger ledger, KeyNames names, Roster roster, InstantSource clock) {
        this.reports = reports;
        this.ledger = ledger;
        this.names = names;
        this.roster = roster;
        this.clock = clock;
    }

    /** The answer. */
    record Page(
            boolean success,
            NamedKey integration,
            String from,
            String to,
            List<UsageView.Row> usage,
            UsageView.Totals totals,
            Billed provider,
            Booked ledger,
            Drift drift) {}

    /** What the provider said at its last sync; null where it said nothing. */
    record Billed(
            @Nullable Money usageToday,
            @Nullable Money usageMonth,
            @Nullable String currency,
            @Nullable Instant syncedAt) {}

    /** What our rows say of the UTC day and month of {@code asOf}, up to that moment, in dollars; null when nothing is known. */
    record Booked(
            @Nullable Money usageToday,
            @Nullable Money usageMonth,
            long costUnknownToday,
            long costUnknownMonth,
            String currency,
            Instant asOf) {}

    /** Theirs less ours, in dollars; null when either is unknown or theirs is in another currency. */
    record Drift(@Nullable Money today, @Nullable Money month) {}

    Answer of(Call call) {
        BrandId brand = call.caller().brand();
        IntegrationId id = PathId.of(call);
        NamedKey key = names.found(brand, id);
        UsageQuestion question = reports.question(call, id, Grouping.DAY);
        List<UsageLine> days = reports.days(question);
        BilledFigures billed =
                roster.find(brand, id).map(held -> held.row().billed()).orElse(BilledFigures.NONE);
        Instant asOf = billed.syncedAt() == null ? clock.instant() : billed.syncedAt();
        PeriodCosts ours = ledger.costs(brand, id, asOf);
        return Answer.ok(new Page(
                true,
                key,
                question.from().toString(),
                question.to().toString(),
                days.stream().map(line -> UsageView.row(line, null)).toList(),
                UsageView.totals(days),
                new Billed(billed.usageToday(), billed.usageMonth(), billed.currency(), billed.syncedAt()),
                booked(ours, asOf),
                drift(billed, ours)));
    }

    private static Booked booked(PeriodCosts ours, Instant asOf) {
        return new Booked(
                ours.day().amount(),
                ours.month().amount(),
                ours.day().unknown(),
                ours.month().unknown(),
                DOLLARS,
                asOf);
    }

    private static Drift drift(BilledFigures billed, PeriodCosts ours) {
        if (!DOLLARS.equals(billed.currency())) return new Drift(null, null);
        return new Drift(difference(billed.usageToday(), ours.day()), difference(billed.usageMonth(), ours.month()));
    }

    private static @Nullable Money difference(@Nullable Money theirs, Cost ours) {
        Money known = ours.amount();
        return theirs == null || known == null ? null : theirs.minus(known);
    }
}
