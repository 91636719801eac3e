package dev.keypool.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> KNOWN = List.of("limit", "offset", "is_active", "provider_name", "health_status");

    @Test
    void oneLetterWrongMissingTooManyOrSwappedIsFound() {
        for (String typed : List.of("linit", "limt", "limiit", "limti", "LIMIT")) {
            assertEquals(Optional.of("limit"), Nearest.of(typed, KNOWN), typed);
        }
        assertEquals(Optional.of("is_active"), Nearest.of("active", KNOWN));
        assertEquals(Optional.of("health_status"), Nearest.of("helth_staus", KNOWN));
    }

    @Test
    void aBeginningIsEnough() {
        assertEquals(Optional.of("provider_name"), Nearest.of("prov", KNOWN));
        assertEquals(Optional.empty(), Nearest.of("pr", KNOWN));
    }

    @Test
    void whatIsFarFromEverythingFindsNothing() {
        assertEquals(Optional.empty(), Nearest.of("colour", KNOWN));
        assertEquals(Optional.empty(), Nearest.of("", KNOWN));
        assertEquals(Optional.empty(), Nearest.of("limit".repeat(20), KNOWN));
        assertEquals(Optional.empty(), Nearest.of("limit", List.of()));
    }

    @Test
    void theCloserOfTwoWins() {
        assertEquals(Optional.of("daily_limit"), Nearest.of("dayly_limit", List.of("minute_limit", "daily_limit")));
    }

    @Test
    void distancesAreCountedInEdits() {
        assertEquals(0, Nearest.distance("same", "same"));
        assertEquals(3, Nearest.distance("kitten", "sitting"));
        assertEquals(1, Nearest.distance("ab", "ba"));
        assertEquals(4, Nearest.distance("", "four"));
    }
}
