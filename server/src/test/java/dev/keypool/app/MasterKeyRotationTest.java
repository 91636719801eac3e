package dev.keypool.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Secret;
import dev.keypool.vault.MasterKeys;
import dev.keypool.vault.OwnKeyFile;
import dev.keypool.vault.Vault;
import dev.keypool.vault.VaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MasterKeyRotationTest {
    private static final BrandId BRAND = new BrandId(1);
    private static final IntegrationId KEY = new IntegrationId(1);

    @TempDir
    Path folder;

    private Path data;
    private Path own;

    @BeforeEach
    void place() {
        data = folder.resolve("data");
        own = data.resolve("master.key");
    }

    private static String key(int number) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) number);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Map<String, String> variables(String... more) {
        Map<String, String> variables = new HashMap<>(Map.of("KEYPOOL_DATA_DIR", data.toString()));
        for (int i = 0; i < more.length; i += 2) variables.put(more[i], more[i + 1]);
        return variables;
    }

    private static int rotate(Map<String, String> variables, String... arguments) {
        return new CommandLine(new RotateMasterKey(variables)).execute(arguments);
    }

    private Database database() {
        return Database.open("jdbc:sqlite:" + data.resolve("keypool.db"));
    }

    private static Secret secret(Path dir, Map<String, String> variables) {
        String file = variables.get("KEYPOOL_MASTER_KEY_FILE");
        return MasterKeys.fromSettings(
                variables.get("KEYPOOL_MASTER_KEY"),
                file == null ? null : Path.of(file),
                dir,
                true,
                new SecureRandom());
    }

    /** A data directory with one credential, sealed under the key of those settings. */
    private void stored(Map<String, String> variables) throws IOException {
        Files.createDirectories(data);
        try (Database database = database()) {
            Vault vault = Vault.open(database, secret(data, variables));
            byte[] sealed = vault.seal(BRAND, KEY, "api_key", Secret.of("the-credential"));
            database.write(handle -> {
                handle.execute("""
                        INSERT INTO integration (id, brand_id, provider, fingerprint, is_active, is_primary, priority,
                            created_at_ms, updated_at_ms, version) VALUES (1, 1, 'groq', 'f', 1, 0, 0, 0, 0, 1)""");
                return handle.execute(
                        "INSERT INTO credential (integration_id, field, sealed, preview) VALUES (1, 'api_key', ?, '')",
                        sealed);
            });
        }
    }

    /** What a start does, as far as the credential. */
    private String opened(Map<String, String> variables) {
        try (Database database = database()) {
            if (!variables.containsKey("KEYPOOL_MASTER_KEY") && !variables.containsKey("KEYPOOL_MASTER_KEY_FILE"))
                new OwnKeyFile(data).settle(database);
            Vault vault = Vault.open(database, secret(data, variables));
            byte[] sealed = database.<byte[]>read(
                    handle -> handle.select("SELECT sealed FROM credential WHERE field = 'api_key'")
                            .map((row, _) -> row.getBytes(1))
                            .one());
            return vault.open(BRAND, KEY, "api_key", sealed).reveal(Secret.Use.FORMAT_CHECK);
        }
    }

    private List<String> keyFiles() throws IOException {
        try (var files = Files.list(data)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("master"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aKeyInTheDataDirectoryIsReplacedByOneMadeAtRandom() throws IOException {
        stored(variables());
        String before = Files.readString(own);
        assertEquals(0, rotate(variables()));
        assertNotEquals(before, Files.readString(own));
        assertEquals(List.of("master.key"), keyFiles());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own)));
        assertEquals("the-credential", opened(variables()));
        String old = file("old.key", before).toString();
        assertThrows(VaultException.class, () -> opened(variables("KEYPOOL_MASTER_KEY_FILE", old)));
    }

    @Test
    void aKeyOfTheSettingsIsChangedForTheOneInTheFileAndNoFileIsTouched() throws IOException {
        Map<String, String> old = variables("KEYPOOL_MASTER_KEY", key(1));
        stored(old);
        Path renewed = file("new.key", key(2));
        assertEquals(0, rotate(old, "--new-key-file", renewed.toString()));
        assertEquals(List.of(), keyFiles());
        assertThrows(VaultException.class, () -> opened(old));
        assertEquals("the-credential", opened(variables("KEYPOOL_MASTER_KEY_FILE", renewed.toString())));
        assertEquals(0, rotate(variables("KEYPOOL_MASTER_KEY", key(2), "KEYPOOL_NEW_MASTER_KEY", key(1))));
        assertEquals("the-credential", opened(old));
    }

    @Test
    void aNamedKeyTakesThePlaceOfTheOneInTheDataDirectory() throws IOException {
        stored(variables());
        assertEquals(
                0,
                rotate(variables(
                        "KEYPOOL_NEW_MASTER_KEY_FILE", file("new.key", key(3)).toString())));
        assertEquals(key(3), Files.readString(own).strip());
        assertEquals("the-credential", opened(variables()));
    }

    @Test
    void whatIsWrongIsRefusedAndChangesNothing() throws IOException {
        Map<String, String> old = variables("KEYPOOL_MASTER_KEY", key(1));
        assertEquals(2, rotate(old, "--new-key-file", file("new.key", key(2)).toString()), "no database");
        assertFalse(Files.exists(data));
        stored(old);
        assertEquals(2, rotate(old), "no new key");
        assertEquals(2, rotate(variables("KEYPOOL_MASTER_KEY", key(1), "KEYPOOL_NEW_MASTER_KEY", key(1))), "the same");
        assertEquals(
                2, rotate(variables("KEYPOOL_MASTER_KEY", key(9), "KEYPOOL_NEW_MASTER_KEY", key(2))), "not the old");
        assertEquals(2, rotate(variables("KEYPOOL_NEW_MASTER_KEY", key(2))), "the old one lies elsewhere");
        assertEquals(2, rotate(old, "--new-key-file", file("short.key", "AAAA").toString()), "too short");
        Map<String, String> twice = variables("KEYPOOL_MASTER_KEY", key(1), "KEYPOOL_NEW_MASTER_KEY", key(2));
        assertEquals(
                2, rotate(twice, "--new-key-file", folder.resolve("new.key").toString()), "named twice");
        try (Database running = database()) {
            assertTrue(running.reachable());
            assertEquals(2, rotate(variables("KEYPOOL_MASTER_KEY", key(1), "KEYPOOL_NEW_MASTER_KEY", key(2))), "runs");
        }
        assertEquals(List.of(), keyFiles());
        assertEquals("the-credential", opened(old));
    }

    @Test
    void aCredentialThatDoesNotOpenWithTheNewKeyUndoesTheChange() throws IOException {
        stored(variables("KEYPOOL_MASTER_KEY", key(1)));
        try (Database database = database()) {
            assertThrows(
                    VaultException.class,
                    () -> Vault.changeMaster(
                            database,
                            secret(data, variables("KEYPOOL_MASTER_KEY", key(1))),
                            Secret.of(new byte[32]),
                            (handle, renewed) -> {
                                throw new VaultException("planted");
                            }));
        }
        assertEquals("the-credential", opened(variables("KEYPOOL_MASTER_KEY", key(1))));
    }

    @Test
    void aCredentialThatOpenedWithNeitherKeyDoesNotHoldUpTheOthers() throws IOException {
        stored(variables());
        try (Database database = database()) {
            database.write(
                    handle -> handle.execute(
                            "INSERT INTO credential (integration_id, field, sealed, preview) VALUES (1, 'other', x'0102', '')"));
        }
        assertEquals(0, rotate(variables()));
        assertEquals("the-credential", opened(variables()));
    }

    /** Steps of the change as a process that dies leaves them. */
    @Test
    void whereverItBreaksOffTheNextStartFindsTheKeyThatFits() throws IOException {
        stored(variables());
        Secret renewed = Secret.of(Base64.getDecoder().decode(key(5)));
        var file = new OwnKeyFile(data);
        file.prepare(renewed);
        assertEquals("the-credential", opened(variables()), "before the database changed");
        assertEquals(List.of("master.key"), keyFiles());

        file.prepare(renewed);
        try (Database database = database()) {
            Vault.changeMaster(database, secret(data, variables()), renewed, (_, _) -> {});
        }
        assertEquals("the-credential", opened(variables()), "before the file changed");
        assertEquals(key(5), Files.readString(own).strip());
        assertEquals(List.of("master.key", "master.key.new", "master.key.old"), keyFiles());
        assertEquals("the-credential", opened(variables()), "before the old key went");
        assertEquals(List.of("master.key"), keyFiles());
    }

    @Test
    void aChangeAfterOneThatBrokeOffBeginsFromTheKeyThatFits() throws IOException {
        stored(variables());
        Secret renewed = Secret.of(Base64.getDecoder().decode(key(5)));
        new OwnKeyFile(data).prepare(renewed);
        try (Database database = database()) {
            Vault.changeMaster(database, secret(data, variables()), renewed, (_, _) -> {});
        }
        assertEquals(0, rotate(variables("KEYPOOL_NEW_MASTER_KEY", key(6))));
        assertEquals(List.of("master.key"), keyFiles());
        assertEquals(key(6), Files.readString(own).strip());
        assertEquals("the-credential", opened(variables()));
    }

    @Test
    void aDatabaseThatLostTheChangeOpensWithTheOldKeyThatWasKept() throws IOException {
        stored(variables());
        var file = new OwnKeyFile(data);
        file.prepare(Secret.of(Base64.getDecoder().decode(key(5))));
        file.swap();
        assertEquals("the-credential", opened(variables()));
    }
}
