package dev.keypool.providers;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** A moment at which a provider gives a spent allowance back without saying so in its answer. */
public enum Until {
    /** Daily allowances that end with the UTC day (Cloudflare's neurons). */
    UTC_MIDNIGHT,
    /** Monthly spend caps that end with the UTC month (OpenAI, Anthropic). */
    UTC_MONTH,
    /** Google's days end at midnight in California. */
    PACIFIC_MIDNIGHT;

    private static final ZoneId CALIFORNIA = ZoneId.of("America/Los_Angeles");

    /** The wait from now, longer than nothing. */
    public Duration from(Instant now) {
        ZonedDateTime end = switch (this) {
            case UTC_MIDNIGHT -> midnight(now, ZoneOffset.UTC);
            case PACIFIC_MIDNIGHT -> midnight(now, CALIFORNIA);
            case UTC_MONTH ->
                now.atZone(ZoneOffset.UTC)
                        .toLocalDate()
                        .withDayOfMonth(1)
                        .plusMonths(1)
                        .atStartOfDay(ZoneOffset.UTC);
        };
        return Duration.between(now, end.toInstant());
    }

    private static ZonedDateTime midnight(Instant now, ZoneId zone) {
        return now.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone);
    }
}
