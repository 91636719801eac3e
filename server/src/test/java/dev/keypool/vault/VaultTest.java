package dev.keypool.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VaultTest {
    private static final String CANARY = "sk-or-v1-canary-5f1c9be27d";
    private static final BrandId BRAND = new BrandId(1);
    private static final IntegrationId INTEGRATION = new IntegrationId(42);

    @TempDir
    Path folder;

    private Database database;
    private Vault vault;

    @BeforeEach
    void openAVaultOnAnEmptyDatabase() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("keypool.db"));
        vault = Vault.open(database, master(1));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatWasSealedOpensInItsPlace() {
        byte[] sealed = vault.seal(BRAND, INTEGRATION, "api_key", Secret.of(CANARY));
        assertEquals(CANARY, text(vault.open(BRAND, INTEGRATION, "api_key", sealed)));
    }

    @Test
    void randomValuesOfEveryLengthComeBackAsTheyWere() {
        Random random = new Random(20_261_123);
        for (int length = 1; length <= 4096; length++) {
            byte[] value = new byte[length];
            random.nextBytes(value);
            BrandId brand = new BrandId(1 + random.nextInt(Integer.MAX_VALUE));
            IntegrationId integration = new IntegrationId(1 + random.nextInt(Integer.MAX_VALUE));
            byte[] sealed = vault.seal(brand, integration, "f" + length, Secret.of(value));
            assertEquals(length + 33, sealed.length);
            Secret opened = vault.open(brand, integration, "f" + length, sealed);
            assertArrayEquals(value, opened.revealBytes(Secret.Use.FORMAT_CHECK));
        }
    }

    @Test
    void theSameValueIsSealedDifferentlyEachTime() {
        byte[] one = vault.seal(BRAND, INTEGRATION, "api_key", Secret.of(CANARY));
        byte[] other = vault.seal(BRAND, INTEGRATION, "api_key", Secret.of(CANARY));
        assertFalse(Arrays.equals(one, other));
    }

    @Test
    void aSealedValueHoldsNothingOfTheCredential() {
        byte[] sealed = vault.seal(BRAND, INTEGRATION, "api_key", Secret.of(CANARY));
        assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains(CANARY.substring(0, 6)));
    }

    @Test
    void anotherBrandDoesNotOpenIt() {
        byte[] sealed = sealed();
        refuses(() -> vault.open(new BrandId(2), INTEGRATION, "api_key", sealed));
    }

    @Test
    void anotherIntegrationDoesNotOpenIt() {
        byte[] sealed = sealed();
        refuses(() -> vault.open(BRAND, new IntegrationId(43), "api_key", sealed));
    }

    @Test
    void brandAndIntegrationCannotBeSwapped() {
        byte[] sealed = vault.seal(new BrandId(42), new IntegrationId(1), "api_key", Secret.of(CANARY));
        refuses(() -> vault.open(new BrandId(1), new IntegrationId(42), "api_key", sealed));
    }

    @Test
    void anotherFieldDoesNotOpenIt() {
        byte[] sealed = sealed();
        refuses(() -> vault.open(BRAND, INTEGRATION, "account_id", sealed));
        refuses(() -> vault.open(BRAND, INTEGRATION, "api_key2", sealed));
        refuses(() -> vault.open(BRAND, INTEGRATION, "", sealed));
    }

    @Test
    void anyFlippedBitIsNoticed() {
        byte[] sealed = sealed();
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] altered = sealed.clone();
            altered[bit / 8] ^= (byte) (1 << (bit % 8));
            refuses(() -> vault.open(BRAND, INTEGRATION, "api_key", altered));
        }
    }

    @Test
    void anyMissingOrAddedByteIsNoticed() {
        byte[] sealed = sealed();
        for (int length = 0; length < sealed.length; length++) {
            byte[] truncated = Arrays.copyOf(sealed, length);
            refuses(() -> vault.open(BRAND, INTEGRATION, "api_key", truncated));
        }
        byte[] longer = Arrays.copyOf(sealed, sealed.length + 1);
        refuses(() -> vault.open(BRAND, INTEGRATION, "api_key", longer));
    }

    @Test
    void aKeyIdThatTheVaultDoesNotHoldIsRefused() {
        byte[] foreign = sealed();
        foreign[4] ^= 1;
        refuses(() -> vault.open(BRAND, INTEGRATION, "api_key", foreign));
        assertFalse(vault.current(foreign));
    }

    @Test
    void aVaultOfAnotherDatabaseDoesNotOpenItEvenUnderTheSameMasterKey() {
        byte[] sealed = sealed();
        try (Database second = Database.open("jdbc:sqlite:" + folder.resolve("second.db"))) {
            Vault stranger = Vault.open(second, master(1));
            refuses(() -> stranger.open(BRAND, INTEGRATION, "api_key", sealed));
        }
    }

    @Test
    void theKeyIdStandsInFrontAndChangesWithARotation() {
        byte[] before = sealed();
        assertTrue(vault.current(before));
        int fresh = vault.rotate();
        byte[] after = sealed();
        assertEquals(fresh, vault.keyId(after));
        assertNotEquals(vault.keyId(before), vault.keyId(after));
        assertFalse(vault.current(before));
        assertTrue(vault.current(after));
    }

    @Test
    void afterARotationOldValuesOpenAlsoAfterARestart() {
        byte[] before = sealed();
        int fresh = vault.rotate();
        assertEquals(CANARY, text(vault.open(BRAND, INTEGRATION, "api_key", before)));
        Vault restarted = Vault.open(database, master(1));
        assertEquals(CANARY, text(restarted.open(BRAND, INTEGRATION, "api_key", before)));
        assertEquals(fresh, restarted.keyId(restarted.seal(BRAND, INTEGRATION, "api_key", Secret.of("x"))));
    }

    @Test
    void anOldValueIsMovedToTheNewKeyByOpeningAndSealingIt() {
        byte[] old = sealed();
        vault.rotate();
        byte[] moved = vault.seal(BRAND, INTEGRATION, "api_key", vault.open(BRAND, INTEGRATION, "api_key", old));
        assertTrue(vault.current(moved));
        assertEquals(CANARY, text(vault.open(BRAND, INTEGRATION, "api_key", moved)));
    }

    @Test
    void whatIsTooShortOrNotOursHasNoKeyId() {
        byte[] notOurs = sealed();
        notOurs[0] = 0;
        refuses(() -> vault.keyId(notOurs));
        refuses(() -> vault.keyId(new byte[0]));
        refuses(() -> vault.current(Arrays.copyOf(sealed(), 32)));
    }

    @Test
    void aFingerprintFindsTheSameCredentialInTheSameBrandOnly() {
        String print = vault.fingerprint(BRAND, "groq", Secret.of(CANARY));
        assertTrue(print.matches("[0-9a-f]{64}"), print);
        assertEquals(print, vault.fingerprint(BRAND, "groq", Secret.of(CANARY)));
        assertNotEquals(print, vault.fingerprint(new BrandId(2), "groq", Secret.of(CANARY)));
        assertNotEquals(print, vault.fingerprint(BRAND, "openai", Secret.of(CANARY)));
        assertNotEquals(print, vault.fingerprint(BRAND, "groq", Secret.of(CANARY + " ")));
    }

    @Test
    void providerAndCredentialCannotBorrowCharactersFromEachOther() {
        assertNotEquals(
                vault.fingerprint(BRAND, "groq", Secret.of("abc")), vault.fingerprint(BRAND, "groqa", Secret.of("bc")));
    }

    @Test
    void aBlindedTextIsTheSameForOneTextAndPurposeOfOneVault() {
        String blind = vault.blind("a", "bc");
        assertEquals(64, blind.length());
        assertEquals(blind, vault.blind("a", "bc"));
        assertNotEquals(blind, vault.blind("ab", "c"));
        assertNotEquals(blind, vault.blind("a", "bcd"));
    }

    @Test
    void aFingerprintOutlivesRotationAndRestartButNotTheDatabase() {
        String print = vault.fingerprint(BRAND, "groq", Secret.of(CANARY));
        vault.rotate();
        assertEquals(print, vault.fingerprint(BRAND, "groq", Secret.of(CANARY)));
        assertEquals(print, Vault.open(database, master(1)).fingerprint(BRAND, "groq", Secret.of(CANARY)));
        try (Database second = Database.open("jdbc:sqlite:" + folder.resolve("second.db"))) {
            assertNotEquals(print, Vault.open(second, master(1)).fingerprint(BRAND, "groq", Secret.of(CANARY)));
        }
    }

    private byte[] sealed() {
        return vault.seal(BRAND, INTEGRATION, "api_key", Secret.of(CANARY));
    }

    /** Every way to be wrong ends in a sentence without the value. */
    private static void refuses(org.junit.jupiter.api.function.Executable work) {
        VaultException refusal = assertThrows(VaultException.class, work);
        assertFalse(String.valueOf(refusal.getMessage()).contains(CANARY));
        assertFalse(String.valueOf(refusal.getCause()).contains(CANARY));
    }

    static Secret master(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return Secret.of(bytes);
    }

    private static String text(Secret secret) {
        return secret.reveal(Secret.Use.FORMAT_CHECK);
    }
}
