package dev.keypool.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpeningTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://user:hunter2@db/keypool",
                "jdbc:h2:./keypool",
                "keypool.db",
                "",
                "jdbc:sqlite:",
                "jdbc:sqlite::memory:",
                "jdbc:sqlite:file:keypool.db",
                "jdbc:sqlite:keypool.db?cache=shared"
            })
    void anUnsupportedUrlIsRefusedWithTheSupportedKind(String url) {
        Refusal refusal = assertThrows(Refusal.class, () -> Database.open(url));
        assertEquals("unsupported_database", refusal.code());
        assertTrue(refusal.sentence().contains("for example jdbc:sqlite:/"), refusal.sentence());
        assertFalse(refusal.sentence().contains("hunter2"), refusal.sentence());
    }

    @Test
    void aFolderThatCannotBeMadeIsRefusedWithItsPath() throws IOException {
        Path file = Files.createFile(folder.resolve("a-file"));
        Refusal refusal = assertThrows(Refusal.class, () -> open(file.resolve("k.db")));
        assertTrue(refusal.sentence().contains("a-file/k.db"), refusal.sentence());
    }

    @Test
    void aFileThatIsNoDatabaseIsNamedAndTheDirectoryIsFreeAgain() throws IOException {
        Path file = folder.resolve("k.db");
        Files.writeString(file, "this is not a database, whatever its name says. ".repeat(100));
        IllegalStateException fault = assertThrows(IllegalStateException.class, () -> open(file));
        assertTrue(String.valueOf(fault.getMessage()).contains(file.toString()), fault.getMessage());
        Files.delete(file);
        open(file).close();
    }

    @Test
    void aDirectoryInUseIsRefusedAndFreeAfterTheClose() {
        Path file = folder.resolve("k.db");
        try (Database _ = open(file)) {
            Refusal refusal = assertThrows(Refusal.class, () -> open(file));
            assertEquals("data_directory_in_use", refusal.code());
            assertTrue(
                    refusal.sentence()
                            .contains("already used by process "
                                    + ProcessHandle.current().pid()),
                    refusal.sentence());
        }
        open(file).close();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void onlyTheOwnerMayReadWhatIsKept() throws IOException {
        Path made = folder.resolve("made/here");
        try (Database database = open(made.resolve("k.db"))) {
            database.write(handle -> handle.execute("CREATE TABLE word (text TEXT)"));
            assertEquals(List.of("k.db", "k.db-shm", "k.db-wal", "k.db.lock"), names(made));
            for (String name : names(made)) assertEquals("rw-------", permissions(made.resolve(name)), name);
        }
        assertEquals("rwx------", permissions(made));
        assertEquals("rwx------", permissions(folder.resolve("made")));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aFileThatOthersCouldReadIsNarrowed() throws IOException {
        Path file = folder.resolve("k.db");
        open(file).close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (Database _ = open(file)) {
            assertEquals("rw-------", permissions(file));
            assertEquals("rw-------", permissions(folder.resolve("k.db-wal")));
        }
    }

    @Test
    void aLongLogIsCutWhenNothingIsWritten() throws Exception {
        Path file = folder.resolve("k.db");
        Path log = folder.resolve("k.db-wal");
        try (Database database = open(file);
                Checkpoints checkpoints =
                        new Checkpoints(new Connections("jdbc:sqlite:" + file).checkpointer(), () -> 1, log)) {
            database.write(handle -> handle.execute("CREATE TABLE word (text BLOB)"));
            database.write(handle -> handle.execute("INSERT INTO word VALUES (zeroblob(6000000))"));
            checkpoints.tick();
            checkpoints.tick();
            assertEquals(0, Files.size(log));
        }
    }

    private static Database open(Path file) {
        return Database.open("jdbc:sqlite:" + file);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
