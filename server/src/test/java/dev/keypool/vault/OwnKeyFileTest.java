package dev.keypool.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.store.Database;
import dev.keypool.values.Secret;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the start makes of key files that a change of the master key, broken off somewhere, left behind. */
final class OwnKeyFileTest {
    private static final Secret SEALING = VaultTest.master(1);
    private static final Secret OTHER = VaultTest.master(2);

    @TempDir
    Path folder;

    private Database database;
    private OwnKeyFile own;

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("keypool.db"));
        own = new OwnKeyFile(folder);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private KeyFile file(String ending) {
        return new KeyFile(folder.resolve(MasterKeys.FILE_NAME + ending));
    }

    private void keep(String ending, Secret key) throws IOException {
        file(ending).create(MasterKeys.text(key));
    }

    private String kept(String ending) throws IOException {
        return file(ending).read().strip();
    }

    private void sealed() {
        Vault.open(database, SEALING);
    }

    @Test
    void withoutLeftOversNothingIsTouched() throws IOException {
        sealed();
        keep("", OTHER);
        own.settle(database);
        assertEquals(MasterKeys.text(OTHER), kept(""));
    }

    @Test
    void aDatabaseThatWasNeverSealedDecidesNothing() throws IOException {
        keep(".new", SEALING);
        own.settle(database);
        assertTrue(file(".new").exists());
        assertFalse(file("").exists());
    }

    @Test
    void whereThePresentKeyFitsTheRestGoes() throws IOException {
        sealed();
        keep("", SEALING);
        keep(".new", OTHER);
        keep(".old", OTHER);
        own.settle(database);
        assertEquals(MasterKeys.text(SEALING), kept(""));
        assertFalse(file(".new").exists());
        assertFalse(file(".old").exists());
    }

    @Test
    void theNewKeyIsTakenWhereTheDatabaseHadChanged() throws IOException {
        sealed();
        keep("", OTHER);
        keep(".new", SEALING);
        own.settle(database);
        assertEquals(MasterKeys.text(SEALING), kept(""));
        assertEquals(MasterKeys.text(OTHER), kept(".old"), "kept until the next start");
    }

    @Test
    void theFormerKeyComesBackWhereTheDatabaseHadNot() throws IOException {
        sealed();
        keep("", OTHER);
        keep(".new", OTHER);
        keep(".old", SEALING);
        own.settle(database);
        assertEquals(MasterKeys.text(SEALING), kept(""));
    }

    @Test
    void aLostPresentKeyIsReplacedByTheOneThatFits() throws IOException {
        sealed();
        keep(".old", SEALING);
        own.settle(database);
        assertEquals(MasterKeys.text(SEALING), kept(""));
    }

    @Test
    void whereNoneFitsAllStayForTheOperator() throws IOException {
        sealed();
        keep("", OTHER);
        file(".new").create("no key at all");
        own.settle(database);
        assertEquals(MasterKeys.text(OTHER), kept(""));
        assertEquals("no key at all", kept(".new"));
    }
}
