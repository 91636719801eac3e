package dev.keypool.ledger;

import dev.keypool.ledger.ResetTable.Sums;
import dev.keypool.values.IntegrationId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Puts together what is known of every key's use. Thread-safe. */
final class UseReport {
    /** One second more than the window of the minute limit, which moves in steps of a second. */
    private static final Duration RECENT = Duration.ofSeconds(61);

    private final AttemptTable attempts;
    private final UsageTable usage;
    private final ResetTable resets;

    UseReport(AttemptTable attempts, UsageTable usage, ResetTable resets) {
        this.attempts = attempts;
        this.usage = usage;
        this.resets = resets;
    }

    /** One line per key that was ever used, in the order of the keys. The handle must show one snapshot. */
    List<Use> ofAllBrands(Handle handle, Instant now) {
        Instant midnight = Micros.instant(Micros.startOfDay(Micros.day(now)));
        Instant month = Micros.instant(Micros.startOfDay(Micros.firstDayOfMonth(now)));
        Instant recent = now.minus(RECENT);
        // A reset shortly before midnight, even of the month, still matters to the sends of the last minute.
        Map<IntegrationId, ResetTable.Reset> since = resetsSince(handle, month.isBefore(recent) ? month : recent);
        Map<IntegrationId, List<Instant>> sends = sendsSince(handle, recent, since);
        Map<IntegrationId, HeldSums> held = heldSince(handle, month, midnight);
        return usage.sumsOfAllBrands(handle, now).stream()
                .map(sums -> {
                    ResetTable.Reset reset = since.get(sums.integration());
                    Sums spent = spent(sums, of(held, sums.integration()));
                    Sums counted = reset == null ? spent : spent.minus(reset.forgivenOn(now));
                    return new Use(
                            sums.integration(),
                            sentToday(handle, sums, reset, midnight),
                            sends.getOrDefault(sums.integration(), List.of()),
                            sums.lastSentAt(),
                            counted.day(),
                            counted.month());
                })
                .toList();
    }

    private static Sums spent(UsageTable.KeySums known, HeldSums held) {
        return new Sums(known.costTodayNanos() + held.today(), known.costMonthNanos() + held.month());
    }

    /** Beyond any limit, and far enough from the largest number that a cost may be added. */
    static final long MOST_HELD = 4_000_000_000_000_000_000L;

    private record HeldSums(long today, long month) {
        HeldSums plus(HeldSums more) {
            return new HeldSums(Math.min(MOST_HELD, today + more.today), Math.min(MOST_HELD, month + more.month));
        }
    }

    private static HeldSums of(Map<IntegrationId, HeldSums> held, IntegrationId key) {
        return held.getOrDefault(key, new HeldSums(0, 0));
    }

    private Map<IntegrationId, HeldSums> heldSince(Handle handle, Instant month, Instant midnight) {
        Map<IntegrationId, HeldSums> sums = new HashMap<>();
        for (AttemptTable.Held one : attempts.heldOfAllBrands(handle, month)) {
            HeldSums more = new HeldSums(one.at().isBefore(midnight) ? 0 : one.nanos(), one.nanos());
            sums.merge(one.integration(), more, HeldSums::plus);
        }
        return sums;
    }

    private long sentToday(
            Handle handle,
            UsageTable.KeySums sums,
            ResetTable.@org.jspecify.annotations.Nullable Reset reset,
            Instant midnight) {
        if (reset == null || !reset.at().isAfter(midnight)) return sums.sentToday();
        return attempts.countSent(handle, reset.brand(), reset.integration(), reset.at());
    }

    private Map<IntegrationId, ResetTable.Reset> resetsSince(Handle handle, Instant from) {
        return resets.sinceOfAllBrands(handle, from).stream()
                .collect(Collectors.toMap(ResetTable.Reset::integration, reset -> reset));
    }

    private Map<IntegrationId, List<Instant>> sendsSince(
            Handle handle, Instant from, Map<IntegrationId, ResetTable.Reset> since) {
        Map<IntegrationId, List<Instant>> sends = new HashMap<>();
        for (AttemptTable.Send send : attempts.sendsOfAllBrands(handle, from)) {
            ResetTable.Reset reset = since.get(send.integration());
            if (reset != null && send.at().isBefore(reset.at())) continue;
            sends.computeIfAbsent(send.integration(), _ -> new java.util.ArrayList<>())
                    .add(send.at());
        }
        return sends;
    }
}
