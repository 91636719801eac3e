package dev.keypool.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keypool.store.ClockTrust.Verdict;
import dev.keypool.store.ClockTrust.Verdict.Believed;
import dev.keypool.store.ClockTrust.Verdict.Doubted;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockTrustTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Verdict BELIEVED = new Believed();

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("keypool.db"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Verdict look(Instant now) {
        return new ClockTrust(database).look(now);
    }

    private void restart() {
        close();
        open();
    }

    @Test
    void aClockThatGoesOnIsBelievedAlsoAfterANightAndADayInBed() {
        assertEquals(BELIEVED, look(NOON));
        assertEquals(BELIEVED, look(NOON.plus(HOUR)));
        restart();
        assertEquals(BELIEVED, look(NOON.plus(HOUR).plus(Duration.ofDays(1))));
    }

    @Test
    void aClockThatJumpedAheadIsDoubtedOverRestartsUntilItHasGoneOnForADay() {
        look(NOON);
        Instant jumped = NOON.plus(Duration.ofDays(3650));
        Verdict doubted = new Doubted(NOON, jumped);
        for (int hour = 0; hour < 24; hour++) {
            assertEquals(doubted, look(jumped.plus(HOUR.multipliedBy(hour))), "hour " + hour);
            if (hour % 8 == 7) restart();
        }
        assertEquals(BELIEVED, look(jumped.plus(HOUR.multipliedBy(24))));
        assertEquals(BELIEVED, look(jumped.plus(HOUR.multipliedBy(25))));
    }

    @Test
    void aClockThatWasSetRightIsBelievedAtOnce() {
        look(NOON);
        look(NOON.plus(Duration.ofDays(3650)));
        assertEquals(BELIEVED, look(NOON.plus(HOUR)));
        Instant again = NOON.plus(Duration.ofDays(3650)).plus(Duration.ofDays(2));
        assertEquals(new Doubted(NOON.plus(HOUR), again), look(again), "the second jump begins from the start");
    }

    @Test
    void aSecondJumpAndAStepBackBeginTheDayAgain() {
        look(NOON);
        Instant first = NOON.plus(Duration.ofDays(30));
        look(first);
        Instant second = first.plus(Duration.ofDays(1)).plusMillis(1);
        assertEquals(new Doubted(NOON, second), look(second));
        Instant back = second.minusSeconds(1);
        assertEquals(new Doubted(NOON, back), look(back));
    }

    @Test
    void aClockThatWentBackIsBelievedAndDoubtedWhenItComesAgain() {
        look(NOON);
        Instant old = NOON.minus(Duration.ofDays(9));
        assertEquals(BELIEVED, look(old));
        assertEquals(new Doubted(old, NOON), look(NOON));
    }
}
