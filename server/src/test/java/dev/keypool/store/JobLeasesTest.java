package dev.keypool.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobLeasesTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void aTurnIsOneProcessesUntilItLapses(@TempDir Path folder) {
        try (Database database = Database.open("jdbc:sqlite:" + folder.resolve("keypool.db"))) {
            var one = new JobLeases(database, "one");
            var two = new JobLeases(database, "two");
            Duration minute = Duration.ofMinutes(1);
            assertTrue(one.take("job", NOON, minute));
            assertFalse(two.take("job", NOON.plusSeconds(59), minute));
            assertTrue(two.take("another job", NOON, minute));
            assertTrue(one.take("job", NOON.plusSeconds(30), minute), "renewed");
            assertFalse(two.take("job", NOON.plusSeconds(89), minute));
            assertTrue(two.take("job", NOON.plusSeconds(90), minute));
            assertFalse(one.take("job", NOON.plusSeconds(91), minute));
        }
    }
}
