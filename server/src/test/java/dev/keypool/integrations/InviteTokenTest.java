package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Secret;
import dev.keypool.vault.Vault;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InviteTokenTest {
    private static final Secret OTHER = Secret.of("fedcba9876543210fedcba9876543210");
    private static final InviteToken TOKEN =
            new InviteToken(new BrandId(3), 12, Instant.parse("2026-11-26T12:00:00.123Z"));

    @TempDir
    private Path folder;

    private Database database;
    private Vault vault;

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("keypool.db"));
        vault = Vault.open(database, House.MASTER);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static String text(InviteToken token, Vault vault) {
        return token.signed(vault).reveal(Secret.Use.SHOWN_ONCE);
    }

    @Test
    void whatWasSignedIsReadAgain() {
        assertEquals(Optional.of(TOKEN), InviteToken.read(text(TOKEN, vault), vault));
    }

    @Test
    void aTokenInWhichAnyCharacterDiffersIsNone() {
        String text = text(TOKEN, vault);
        for (int at = 0; at < text.length(); at++) {
            String altered = text.substring(0, at) + (text.charAt(at) == 'a' ? 'b' : 'a') + text.substring(at + 1);
            assertEquals(Optional.empty(), InviteToken.read(altered, vault), "character " + at);
        }
    }

    @Test
    void whatIsShorterLongerOrPaddedIsNone() {
        String text = text(TOKEN, vault);
        for (String wrong :
                new String[] {"", "inv_", text + "0", text.substring(1), text + "=", text + "\n", " " + text})
            assertEquals(Optional.empty(), InviteToken.read(wrong, vault), wrong);
    }

    @Test
    void theHashOfAnotherPurposeIsNoSignature() {
        String content = text(TOKEN, vault).substring(4, 36);
        String forged = "inv_" + content + vault.blind("idempotency", content);
        assertEquals(Optional.empty(), InviteToken.read(forged, vault));
    }

    @Test
    void anotherVaultsTokenIsNone(@TempDir Path elsewhere) {
        try (Database other = Database.open("jdbc:sqlite:" + elsewhere.resolve("keypool.db"))) {
            String text = text(TOKEN, Vault.open(other, House.MASTER));
            assertEquals(Optional.empty(), InviteToken.read(text, vault));
        }
    }

    @Test
    void aLinkOutlivesAChangeOfTheMasterKeyAndANewSealingKey() {
        String text = text(TOKEN, vault);
        vault.rotate();
        Vault.changeMaster(database, House.MASTER, OTHER, (_, _) -> {});
        assertTrue(InviteToken.read(text, Vault.open(database, OTHER)).isPresent());
    }
}
