package dev.keypool.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.store.Database;
import dev.keypool.values.Refusal;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of a real process in the middle of its work, three times on the same files. */
class KillTest {
    private static final int KILLS = 3;

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(20_261_123);

    @Test
    void whatWasAcknowledgedIsThereAndWhatWasSentIsThereExactlyOnce() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            runAndKill(kill);
            try (Database database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"))) {
                try (Ledger ledger = Ledger.open(database, folder.resolve("in-flight"))) {
                    compare(ledger, database);
                }
            }
        }
    }

    private void compare(Ledger ledger, Database database) throws IOException {
        Auditor auditor = new Auditor(database);
        List<Row> all = ledger.recent(Samples.BRAND, Integer.MAX_VALUE);
        Map<UUID, Row> rows = all.stream().collect(Collectors.toMap(Row::attemptId, Function.identity()));
        assertEquals(auditor.rows(), rows.size(), "no row twice, none of another brand");
        Set<UUID> acknowledged = diary(KilledProcess.ACKNOWLEDGED);
        Set<UUID> marked = diary(KilledProcess.MARKED);
        for (UUID attempt : acknowledged) {
            Row row = rows.get(attempt);
            assertNotNull(row, "an acknowledged row is lost");
            assertEquals("ok", row.result());
        }
        assertTrue(rows.keySet().containsAll(marked), "a marked attempt is lost");
        assertTrue(
                all.stream().anyMatch(row -> row.result().equals(Row.INTERRUPTED)),
                "nothing was interrupted, so nothing was proved");
        auditor.assertSumsEqualRows();
    }

    /** Starts the process, lets it acknowledge a drawn number of rows, and kills it. */
    private void runAndKill(int seed) throws Exception {
        int enough = 5 + random.nextInt(60);
        Process process = start(seed);
        try (BufferedReader output = process.inputReader()) {
            for (int hundreds = 0; hundreds < enough; ) {
                String line = output.readLine();
                assertNotNull(line, "the process ended by itself");
                if (line.startsWith(KilledProcess.PROGRESS)) hundreds++;
            }
            Refusal refusal = assertThrows(Refusal.class, () -> Database.open("jdbc:sqlite:" + folder.resolve("k.db")));
            assertTrue(refusal.sentence().contains("process " + process.pid()), refusal.sentence());
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private Process start(int seed) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(
                        java.toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        folder.toString(),
                        Integer.toString(seed))
                .redirectError(new File(folder.toFile(), "errors"))
                .start();
    }

    private Set<UUID> diary(byte what) throws IOException {
        ByteBuffer records = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("diary")));
        Set<UUID> ids = new HashSet<>();
        while (records.remaining() >= KilledProcess.RECORD) {
            byte kind = records.get();
            UUID id = new UUID(records.getLong(), records.getLong());
            if (kind == what) ids.add(id);
        }
        return ids;
    }
}
