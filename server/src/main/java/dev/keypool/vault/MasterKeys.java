package dev.keypool.vault;

import dev.keypool.values.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the master key that the operator's settings name. No fault ever echoes what was read. */
public final class MasterKeys {
    static final String FILE_NAME = "master.key";
    private static final String EXPECTED =
            "Expected is base64 or hex of exactly 32 bytes, for example from: openssl rand -base64 32";

    private MasterKeys() {}

    /**
     * The 32 bytes of the master key. Throws {@link VaultException} with a sentence that says what to do.
     *
     * @param key value of {@code KEYPOOL_MASTER_KEY}, base64 or hex
     * @param keyFile value of {@code KEYPOOL_MASTER_KEY_FILE}; holds the same text, for its owner's eyes alone
     * @param dataDir where {@code master.key} is looked for when neither is set
     * @param mayGenerate true on the embedded default: a missing {@code master.key} is then made, mode 0600
     */
    public static Secret fromSettings(
            @Nullable String key, @Nullable Path keyFile, Path dataDir, boolean mayGenerate, SecureRandom random) {
        if (key != null && keyFile != null) {
            throw new VaultException(
                    "Both KEYPOOL_MASTER_KEY and KEYPOOL_MASTER_KEY_FILE are set. Set one of them, not both.");
        }
        if (key != null) return decode(key, "KEYPOOL_MASTER_KEY");
        if (keyFile != null) return fromFile(new KeyFile(keyFile));
        KeyFile own = new KeyFile(dataDir.resolve(FILE_NAME));
        if (!own.exists()) {
            if (!mayGenerate) throw absent(own);
            generate(own, random);
        }
        return fromFile(own);
    }

    /**
     * The key that is to take the place of the present one; empty when none is named.
     *
     * @param key value of {@code KEYPOOL_NEW_MASTER_KEY}
     * @param keyFile the file that was named
     */
    public static Optional<Secret> renewed(@Nullable String key, @Nullable Path keyFile) {
        if (key != null && keyFile != null) {
            throw new VaultException("The new master key is named twice, by KEYPOOL_NEW_MASTER_KEY and by the file "
                    + keyFile + ". Name it once.");
        }
        if (key != null) return Optional.of(decode(key, "KEYPOOL_NEW_MASTER_KEY"));
        return keyFile == null ? Optional.empty() : Optional.of(fromFile(new KeyFile(keyFile)));
    }

    /** A new key. */
    public static Secret made(SecureRandom random) {
        byte[] bytes = new byte[MasterKey.BYTES];
        random.nextBytes(bytes);
        return Secret.of(bytes);
    }

    /** The text of a key file. */
    static String text(Secret key) {
        return Base64.getEncoder().encodeToString(key.revealBytes(Secret.Use.SEALING));
    }

    static Secret fromFile(KeyFile file) {
        try {
            file.requirePrivate();
            return decode(file.read(), file.toString());
        } catch (IOException e) {
            throw new VaultException(
                    "The master key file " + file + " cannot be read ("
                            + e.getClass().getSimpleName()
                            + "). Check that it exists and belongs to the user who runs Keypool.",
                    e);
        }
    }

    private static void generate(KeyFile file, SecureRandom random) {
        try {
            file.create(text(made(random)));
        } catch (IOException e) {
            throw new VaultException(
                    "The master key file " + file + " cannot be created ("
                            + e.getClass().getSimpleName() + "). Check that the data directory can be written.",
                    e);
        }
    }

    private static Secret decode(String text, String source) {
        String trimmed = text.strip();
        byte[] bytes = fromHex(trimmed)
                .or(() -> fromBase64(trimmed))
                .orElseThrow(() -> new VaultException("The master key in " + source
                        + " is neither base64 nor hex (it has " + trimmed.length() + " characters). " + EXPECTED));
        if (bytes.length != MasterKey.BYTES) {
            throw new VaultException(
                    "The master key in " + source + " stands for " + bytes.length + " bytes. " + EXPECTED);
        }
        return Secret.of(bytes);
    }

    /** Hex first: 64 hex digits would be valid base64 too, but of 48 bytes. */
    private static Optional<byte[]> fromHex(String text) {
        if (text.length() != 2 * MasterKey.BYTES) return Optional.empty();
        try {
            return Optional.of(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> fromBase64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static VaultException absent(KeyFile own) {
        return new VaultException(
                "There is no master key: KEYPOOL_MASTER_KEY and KEYPOOL_MASTER_KEY_FILE are not set and " + own
                        + " does not exist. Set one of them. " + EXPECTED);
    }
}
