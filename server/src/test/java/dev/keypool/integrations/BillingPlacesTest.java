package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BillingPlacesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T15:04:05.678Z");
    private final BillingPlaces places =
            new BillingPlaces(Map.of("team_id", "t-1"), URI.create("https://api.example/v1"), NOW);

    @Test
    void theMonthBeginsOnItsFirstDayAndTheDayAtMidnight() {
        String url = "{base}/costs?a={month_start}&b={month_start_unix}&c={now}";
        assertEquals(
                "https://api.example/v1/costs?a=2026-11-01T00:00:00Z&b=1793491200&c=2026-11-23T15:04:05Z",
                places.fill(url, BillingAnswers.MONTH));
        assertEquals(
                "https://api.example/v1/costs?a=2026-11-23T00:00:00Z&b=1795392000&c=2026-11-23T15:04:05Z",
                places.fill(url, "today_utc"));
    }

    @Test
    void timesAsTextHaveNoZone() {
        assertEquals(
                "2026-11-01 00:00:00|2026-11-23 15:04:05",
                places.fill("{month_start_text}|{now_text}", BillingAnswers.MONTH));
    }

    @Test
    void aMissingPlaceIsNamed() {
        assertEquals(Optional.of("account_id"), places.missing("{base}/{team_id}/{account_id}"));
        places.give("account_id", "accounts/my-slug");
        assertEquals(Optional.empty(), places.missing("{base}/{team_id}/{account_id}"));
        assertEquals("t-1/my-slug", places.fill("{team_id}/{account_id}", BillingAnswers.MONTH));
    }

    @Test
    void aValueThatWouldLeaveItsPlaceIsDropped() {
        for (String hostile : new String[] {"..", "a?b", "a#b", "a b", "", "x/..", "a%2fb"})
            places.give("account_id", hostile);
        assertEquals(Optional.of("account_id"), places.missing("{account_id}"));
    }
}
