package dev.keypool.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MasterKeysTest {
    private static final byte[] KEY = VaultTest.master(3).revealBytes(Secret.Use.FORMAT_CHECK);
    private static final String HEX = HexFormat.of().formatHex(KEY);
    private static final String BASE64 = Base64.getEncoder().encodeToString(KEY);

    @TempDir
    Path folder;

    @Test
    void everyUsualSpellingOfThirtyTwoBytesIsTheSameKey() {
        assertArrayEquals(KEY, loaded(HEX));
        assertArrayEquals(KEY, loaded(HEX.toUpperCase(Locale.ROOT)));
        assertArrayEquals(KEY, loaded(BASE64));
        assertArrayEquals(KEY, loaded(Base64.getEncoder().withoutPadding().encodeToString(KEY)));
        assertArrayEquals(KEY, loaded(Base64.getUrlEncoder().encodeToString(KEY)));
        assertArrayEquals(KEY, loaded("  " + BASE64 + "\n"));
    }

    @Test
    void anyOtherLengthIsRefusedWithoutShowingIt() {
        for (int length : new int[] {0, 1, 16, 31, 33, 48, 64}) {
            byte[] bytes = new byte[length];
            new SecureRandom().nextBytes(bytes);
            String text = Base64.getEncoder().encodeToString(bytes);
            String sentence = refusal(text, null);
            assertTrue(sentence.contains("stands for " + length + " bytes"), sentence);
            assertTrue(sentence.contains("openssl rand -base64 32"), sentence);
            assertFalse(length > 0 && sentence.contains(text), "the sentence echoes the key");
        }
    }

    @Test
    void whatIsNoEncodingAtAllIsRefusedWithoutShowingIt() {
        String sentence = refusal("correct horse battery staple!", null);
        assertTrue(sentence.contains("neither base64 nor hex (it has 29 characters)"), sentence);
        assertFalse(sentence.contains("horse"), sentence);
    }

    @Test
    void aKeyAndAFileTogetherAreRefused() throws IOException {
        assertTrue(refusal(HEX, file("master.txt", BASE64, "rw-------")).contains("not both"));
    }

    @Test
    void aFileOfTheOwnerAloneIsRead() throws IOException {
        assertArrayEquals(KEY, loaded(file("a", BASE64 + "\n", "rw-------")));
        assertArrayEquals(KEY, loaded(file("b", HEX, "r--------")));
    }

    @Test
    void aFileThatOthersMayReadIsRefusedWithTheCommandToRun() throws IOException {
        for (String mode : new String[] {"rw-r-----", "rw----r--", "rw-rw-rw-", "rw--w----"}) {
            Path file = file("key-" + mode, BASE64, mode);
            String sentence = refusal(null, file);
            assertTrue(sentence.contains("Run: chmod 600 " + file), sentence);
            assertTrue(sentence.contains(mode), sentence);
            assertFalse(sentence.contains(BASE64), sentence);
        }
    }

    @Test
    void whereTheFileSystemKnowsNoOwnersTheFileIsTakenAsItIs() throws IOException {
        URI archive = URI.create("jar:" + folder.resolve("keys.zip").toUri());
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            assertArrayEquals(KEY, loaded(Files.writeString(zip.getPath("/master.key"), BASE64)));
        }
    }

    @Test
    void aMissingFileAndAFolderAreRefusedByName() {
        assertTrue(refusal(null, folder.resolve("nowhere")).contains("nowhere cannot be read"));
        assertTrue(refusal(null, privateFolder()).contains("cannot be read"));
    }

    @Test
    void aFileWithoutAKeyInItIsRefusedByName() throws IOException {
        assertTrue(refusal(null, file("empty", "", "rw-------")).contains("empty stands for 0 bytes"));
        assertTrue(refusal(null, file("long", "x".repeat(100_000), "rw-------")).contains("stands for 3072 bytes"));
        assertTrue(refusal(null, file("odd", "ü".repeat(40), "rw-------")).contains("neither base64 nor hex"));
    }

    @Test
    void theEmbeddedDefaultMakesItsKeyOnceForTheOwnerAlone() throws IOException {
        Path data = folder.resolve("data");
        Secret first = MasterKeys.fromSettings(null, null, data, true, new SecureRandom());
        Secret second = MasterKeys.fromSettings(null, null, data, true, new SecureRandom());
        assertArrayEquals(bytes(first), bytes(second));
        assertEquals(32, bytes(first).length);
        Path file = data.resolve("master.key");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var files = Files.list(data)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void twoFreshDataDirectoriesGetDifferentKeys() {
        byte[] one = bytes(MasterKeys.fromSettings(null, null, folder.resolve("one"), true, new SecureRandom()));
        byte[] two = bytes(MasterKeys.fromSettings(null, null, folder.resolve("two"), true, new SecureRandom()));
        assertFalse(java.util.Arrays.equals(one, two));
    }

    @Test
    void theDefaultFileIsCheckedLikeAnyOther() throws IOException {
        Path file = file("master.key", BASE64, "rw-r--r--");
        VaultException refusal = assertThrows(
                VaultException.class, () -> MasterKeys.fromSettings(null, null, folder, true, new SecureRandom()));
        assertTrue(String.valueOf(refusal.getMessage()).contains("chmod 600 " + file));
    }

    @Test
    void withoutLeaveToMakeOneAMissingKeyIsRefused() {
        VaultException refusal = assertThrows(
                VaultException.class, () -> MasterKeys.fromSettings(null, null, folder, false, new SecureRandom()));
        assertTrue(String.valueOf(refusal.getMessage()).startsWith("There is no master key"));
        assertFalse(Files.exists(folder.resolve("master.key")));
    }

    @Test
    void aDataDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Path blocked = file("blocked", "", "rw-------").resolve("data");
        VaultException refusal = assertThrows(
                VaultException.class, () -> MasterKeys.fromSettings(null, null, blocked, true, new SecureRandom()));
        assertTrue(String.valueOf(refusal.getMessage()).contains("cannot be created"));
    }

    private byte[] loaded(String key) {
        return bytes(MasterKeys.fromSettings(key, null, folder, false, new SecureRandom()));
    }

    private byte[] loaded(Path file) {
        return bytes(MasterKeys.fromSettings(null, file, folder, false, new SecureRandom()));
    }

    private String refusal(@Nullable String key, @Nullable Path file) {
        return String.valueOf(assertThrows(
                        VaultException.class,
                        () -> MasterKeys.fromSettings(key, file, folder, false, new SecureRandom()))
                .getMessage());
    }

    private Path file(String name, String text, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private Path privateFolder() {
        try {
            Path made = Files.createDirectory(folder.resolve("folder"));
            return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Secret secret) {
        return secret.revealBytes(Secret.Use.FORMAT_CHECK);
    }
}
