package dev.keypool.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Secret;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be wrong with the stored keysets when the vault opens; in no case may a row change. */
final class VaultStartTest {
    private static final BrandId BRAND = new BrandId(1);
    private static final IntegrationId INTEGRATION = new IntegrationId(7);

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

    @Test
    void aRestartWithTheSameMasterKeyOpensWhatWasSealed() {
        byte[] sealed = Vault.open(database, VaultTest.master(1)).seal(BRAND, INTEGRATION, "api_key", Secret.of("one"));
        List<String> rows = rows();
        Secret opened = Vault.open(database, VaultTest.master(1)).open(BRAND, INTEGRATION, "api_key", sealed);
        assertEquals("one", opened.reveal(Secret.Use.FORMAT_CHECK));
        assertEquals(rows, rows());
    }

    @Test
    void aWrongMasterKeyFailsWithWhatToDoAndChangesNothing() {
        byte[] sealed = Vault.open(database, VaultTest.master(1)).seal(BRAND, INTEGRATION, "api_key", Secret.of("one"));
        String sentence = refusalOf(VaultTest.master(2));
        assertTrue(sentence.startsWith("The master key is not the one this database was sealed with."), sentence);
        assertTrue(sentence.contains("KEYPOOL_MASTER_KEY"), sentence);
        Secret opened = Vault.open(database, VaultTest.master(1)).open(BRAND, INTEGRATION, "api_key", sealed);
        assertEquals("one", opened.reveal(Secret.Use.FORMAT_CHECK));
    }

    @Test
    void aMasterKeyOfAnotherLengthIsRefusedBeforeAnythingIsStored() {
        assertTrue(refusalOf(Secret.of(new byte[16])).contains("16 bytes"));
        assertTrue(refusalOf(Secret.of(new byte[33])).contains("33 bytes"));
        assertEquals(List.of(), rows());
    }

    @Test
    void aLostKeysetIsNotReplacedByANewOne() {
        for (String purpose : List.of("credentials", "fingerprint")) {
            Vault.open(database, VaultTest.master(1));
            execute("DELETE FROM vault_keyset WHERE purpose = '" + purpose + "'");
            assertTrue(refusalOf(VaultTest.master(1)).contains("Restore the database from a backup"));
            execute("DELETE FROM vault_keyset");
            assertTrue(refusalOf(VaultTest.master(1)).contains("Restore the database from a backup"));
            execute("DELETE FROM vault_marker");
        }
    }

    @Test
    void aLostMarkerIsNoticed() {
        Vault.open(database, VaultTest.master(1));
        execute("DELETE FROM vault_marker");
        assertTrue(refusalOf(VaultTest.master(1)).contains("vault_marker is missing"));
        execute("DELETE FROM vault_keyset WHERE purpose = 'credentials'");
        assertTrue(refusalOf(VaultTest.master(1)).contains("vault_marker is missing"));
    }

    @Test
    void anAlteredKeysetIsToldApartFromAWrongMasterKey() {
        Vault.open(database, VaultTest.master(1));
        execute("UPDATE vault_keyset SET wrapped = zeroblob(139) WHERE purpose = 'credentials'");
        assertTrue(refusalOf(VaultTest.master(1)).contains("'credentials' does not open although the master key is"));
    }

    @Test
    void keysetsOfDifferentPurposesCannotBeSwapped() {
        Vault.open(database, VaultTest.master(1));
        execute("UPDATE vault_keyset SET wrapped = (SELECT wrapped FROM vault_keyset WHERE purpose = 'fingerprint')");
        assertTrue(refusalOf(VaultTest.master(1)).contains("was altered"));
    }

    @Test
    void aRotationWithoutItsKeysetFails() {
        Vault vault = Vault.open(database, VaultTest.master(1));
        execute("DELETE FROM vault_keyset WHERE purpose = 'credentials'");
        assertThrows(VaultException.class, vault::rotate);
        byte[] sealed = vault.seal(BRAND, INTEGRATION, "api_key", Secret.of("one"));
        assertTrue(vault.current(sealed));
    }

    @Test
    void theMasterKeyIsInNoRow() {
        Vault.open(database, VaultTest.master(1)).rotate();
        String master = HexFormat.of().formatHex(VaultTest.master(1).revealBytes(Secret.Use.FORMAT_CHECK));
        assertEquals(3, rows().size());
        for (String row : rows()) assertFalse(row.contains(master.substring(0, 16)), "a row shows the master key");
    }

    private String refusalOf(Secret masterKey) {
        List<String> before = rows();
        VaultException refusal = assertThrows(VaultException.class, () -> Vault.open(database, masterKey));
        assertEquals(before, rows());
        return String.valueOf(refusal.getMessage());
    }

    private List<String> rows() {
        return database.read(handle -> handle.createQuery("SELECT purpose || lower(hex(wrapped)) FROM vault_keyset"
                        + " UNION ALL SELECT 'marker' || lower(hex(master_check)) FROM vault_marker ORDER BY 1")
                .mapTo(String.class)
                .list());
    }

    private void execute(String sql) {
        database.write(handle -> handle.execute(sql));
    }
}
