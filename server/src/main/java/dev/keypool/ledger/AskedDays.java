package dev.keypool.ledger;

import dev.keypool.values.Refusal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which UTC days a report is asked for, both included. Immutable.
 *
 * @param from the first
 * @param to the last, not before the first
 */
public record AskedDays(LocalDate from, LocalDate to) {
    /** As far back as reports go, today included: as long as daily sums are kept by the standard settings. */
    static final int MOST = 400;

    private static final int STANDARD = 30;

    /**
     * The asked days: {@code days} of them up to {@code to}, or those from {@code from} to {@code to}. Without {@code to} today is the last, without
     * both others there are 30.
     *
     * @param today the UTC day of now
     * @throws Refusal INVALID, about the query parameter at fault
     */
    public static AskedDays of(
            @Nullable Integer days, @Nullable LocalDate from, @Nullable LocalDate to, LocalDate today) {
        if (days != null && from != null)
            throw wrong("days", "days and from both say where the range begins. Send one of them.");
        LocalDate last = to == null ? today : to;
        if (last.isAfter(today))
            throw wrong("to", "to is " + last + "; today is " + today + " (UTC). Send that or a day before.");
        LocalDate first = from == null ? last.minusDays((days == null ? STANDARD : days) - 1L) : from;
        if (first.isAfter(last))
            throw wrong("from", "from is " + first + ", after " + last + ", the last day. Send a day up to that.");
        LocalDate earliest = today.minusDays(MOST - 1L);
        if (first.isBefore(earliest))
            throw wrong(
                    from != null ? "from" : days != null ? "days" : "to",
                    "The range begins on " + first + ", more than " + MOST + " days back. The earliest is " + earliest
                            + ".");
        return new AskedDays(first, last);
    }

    private static Refusal wrong(String name, String sentence) {
        return Refusal.invalid(List.of(new Refusal.Fault(List.of("query", name), sentence, "not_allowed")));
    }
}
