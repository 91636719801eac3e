package dev.keypool.app;

import dev.keypool.integrations.StoredCredentials;
import dev.keypool.store.Database;
import dev.keypool.values.Secret;
import dev.keypool.vault.MasterKeys;
import dev.keypool.vault.OwnKeyFile;
import dev.keypool.vault.Vault;
import dev.keypool.vault.VaultException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** Puts another master key in the place of the present one, on the data directory of a server that is stopped. */
final class MasterKeyRotation {
    private final Settings settings;
    private final SecureRandom random;
    private final Path data;
    private final OwnKeyFile file;

    MasterKeyRotation(Settings settings, SecureRandom random) {
        this.settings = settings;
        this.random = random;
        this.data = settings.dataDir().toAbsolutePath().normalize();
        this.file = new OwnKeyFile(data);
    }

    /**
     * What was done, in a sentence for the operator. Throws {@link VaultException}, or a {@code Refusal} when the server runs,
     * with nothing changed.
     *
     * @param named the new key; without it one is made, when the present one lies in the data directory
     */
    String run(Optional<Secret> named) {
        if (!Files.exists(data.resolve("keypool.db"))) {
            throw new VaultException("There is no database in " + data + ". Set KEYPOOL_DATA_DIR to the server's.");
        }
        if (named.isEmpty() && !own()) {
            throw new VaultException("No new master key is named. Use --new-key-file, KEYPOOL_NEW_MASTER_KEY or"
                    + " KEYPOOL_NEW_MASTER_KEY_FILE, for example with a key from: openssl rand -base64 32");
        }
        Secret renewed = named.orElseGet(() -> MasterKeys.made(random));
        StoredCredentials before = change(renewed);
        if (own()) file.swap();
        prove(own() ? present() : renewed, before);
        if (own()) file.tidy();
        return told(before);
    }

    /** True when the key lies in the data directory, where it is ours to replace. */
    private boolean own() {
        return settings.masterKey().isEmpty() && settings.masterKeyFile().isEmpty();
    }

    private Secret present() {
        return MasterKeys.fromSettings(
                settings.masterKey().orElse(null), settings.masterKeyFile().orElse(null), data, false, random);
    }

    private StoredCredentials change(Secret renewed) {
        try (Database database = open()) {
            if (own()) file.settle(database);
            Secret old = present();
            Vault vault = Vault.open(database, old);
            StoredCredentials before =
                    database.<StoredCredentials>read(handle -> StoredCredentials.tried(handle, vault));
            if (own()) file.prepare(renewed);
            try {
                Vault.changeMaster(
                        database,
                        old,
                        renewed,
                        (handle, after) -> same(before, StoredCredentials.tried(handle, after)));
            } catch (VaultException refused) {
                if (own()) file.tidy();
                throw refused;
            }
            return before;
        }
    }

    /** From disk, as the next start will. */
    private void prove(Secret key, StoredCredentials before) {
        try (Database database = open()) {
            Vault vault = Vault.open(database, key);
            same(before, database.<StoredCredentials>read(handle -> StoredCredentials.tried(handle, vault)));
        }
    }

    private Database open() {
        return Database.open("jdbc:sqlite:" + data.resolve("keypool.db"));
    }

    private static void same(StoredCredentials before, StoredCredentials after) {
        if (after.equals(before)) return;
        throw new VaultException("With the new master key " + after.opened() + " credentials open, with the old one "
                + before.opened() + ". The old key is kept; report this.");
    }

    private String told(StoredCredentials found) {
        String keys = found.opened() + " stored credentials open with the new master key. ";
        String shut = found.shut().isEmpty()
                ? ""
                : "Those of integrations "
                        + found.shut().stream().map(id -> id.value()).toList() + " opened with neither. ";
        String place = own()
                ? "It is in " + data.resolve("master.key") + "; keep a copy of it apart from the data directory."
                : "Set KEYPOOL_MASTER_KEY or KEYPOOL_MASTER_KEY_FILE to it before the next start.";
        return keys + shut + place + " Backups made before need the old one.";
    }
}
