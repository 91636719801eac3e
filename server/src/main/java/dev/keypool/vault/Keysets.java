package dev.keypool.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig2026;
import com.google.crypto.tink.prf.PrfSet;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Reads, makes and changes the vault's stored keysets. Uses Tink's self-contained configurations, not its process-wide registry, so nothing must be
 * registered first. Immutable, thread-safe.
 */
final class Keysets {
    /** The purposes are part of the wrapping: never change them. */
    private static final String CREDENTIALS = "credentials";

    private static final String FINGERPRINT = "fingerprint";
    private static final Configuration SEALING = AeadConfig2026.get();
    private static final Configuration HASHING = PrfConfig2026.get();

    private final MasterKey master;

    Keysets(MasterKey master) {
        this.master = master;
    }

    /**
     * What is needed to seal and open, ready for use. Immutable, thread-safe.
     *
     * @param cipher seals with the primary key, opens with any
     * @param primaryId id of the primary key
     * @param hash makes fingerprints
     */
    record Ready(Aead cipher, int primaryId, PrfSet hash) {}

    /** The stored keysets, made on first use. Run inside a write transaction. */
    Ready loadOrCreate(KeysetTable table) throws GeneralSecurityException {
        Optional<byte[]> check = table.masterCheck();
        Optional<byte[]> credentials = table.wrapped(CREDENTIALS);
        Optional<byte[]> fingerprint = table.wrapped(FINGERPRINT);
        if (check.isEmpty() && credentials.isEmpty() && fingerprint.isEmpty()) return create(table);
        if (check.isEmpty() || credentials.isEmpty() || fingerprint.isEmpty()) throw incomplete();
        requireSameMaster(check.get());
        return ready(unwrap(credentials.get(), CREDENTIALS, SEALING), unwrap(fingerprint.get(), FINGERPRINT, HASHING));
    }

    /** Adds a new primary key for credentials; the older ones still open. Run inside a write transaction. */
    Ready rotate(KeysetTable table) throws GeneralSecurityException {
        byte[] fingerprint = table.wrapped(FINGERPRINT).orElseThrow(Keysets::incomplete);
        byte[] credentials = table.wrapped(CREDENTIALS).orElseThrow(Keysets::incomplete);
        KeysetHandle rotated = KeysetHandle.newBuilder(unwrap(credentials, CREDENTIALS, SEALING))
                .setConfiguration(SEALING)
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId()
                        .makePrimary())
                .build();
        table.replace(CREDENTIALS, master.wrap(rotated, CREDENTIALS, SEALING));
        return ready(rotated, unwrap(fingerprint, FINGERPRINT, HASHING));
    }

    /** Wraps both keysets by another master key and reads them back by it. Run inside a write transaction. */
    static Ready rewrap(KeysetTable table, MasterKey before, MasterKey after) throws GeneralSecurityException {
        Keysets old = new Keysets(before);
        byte[] check = table.masterCheck().orElseThrow(Keysets::incomplete);
        old.requireSameMaster(check);
        if (MessageDigest.isEqual(check, after.check())) {
            throw new VaultException("The new master key is the one in use. Name another one. Nothing was changed.");
        }
        old.move(table, after, CREDENTIALS, SEALING);
        old.move(table, after, FINGERPRINT, HASHING);
        table.replaceMasterCheck(after.check());
        return new Keysets(after).loadOrCreate(table);
    }

    private void move(KeysetTable table, MasterKey after, String purpose, Configuration algorithms)
            throws GeneralSecurityException {
        byte[] wrapped = table.wrapped(purpose).orElseThrow(Keysets::incomplete);
        table.replace(purpose, after.wrap(unwrap(wrapped, purpose, algorithms), purpose, algorithms));
    }

    private Ready create(KeysetTable table) throws GeneralSecurityException {
        KeysetHandle credentials = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, SEALING);
        KeysetHandle fingerprint = KeysetHandle.generateNew(PredefinedPrfParameters.HMAC_SHA256_PRF, HASHING);
        table.insert(CREDENTIALS, master.wrap(credentials, CREDENTIALS, SEALING));
        table.insert(FINGERPRINT, master.wrap(fingerprint, FINGERPRINT, HASHING));
        table.insertMasterCheck(master.check());
        return ready(credentials, fingerprint);
    }

    private void requireSameMaster(byte[] check) {
        if (MessageDigest.isEqual(check, master.check())) return;
        throw new VaultException(
                "The master key is not the one this database was sealed with. Set KEYPOOL_MASTER_KEY or"
                        + " KEYPOOL_MASTER_KEY_FILE to the original key, or put the original master.key back into the data"
                        + " directory, and start again. Nothing was changed.");
    }

    private KeysetHandle unwrap(byte[] wrapped, String purpose, Configuration algorithms) {
        try {
            return master.unwrap(wrapped, purpose, algorithms);
        } catch (GeneralSecurityException e) {
            throw new VaultException(
                    "The vault's keyset '" + purpose
                            + "' does not open although the master key is the right one: the row"
                            + " in table vault_keyset was altered. Restore the database from a backup. Nothing was changed.",
                    e);
        }
    }

    private static VaultException incomplete() {
        return new VaultException(
                "The vault was set up in this database before, but a row of its tables vault_keyset or"
                        + " vault_marker is missing, so that sealed credentials cannot be opened. Restore the database from a"
                        + " backup. Nothing was changed.");
    }

    private static Ready ready(KeysetHandle credentials, KeysetHandle fingerprint) throws GeneralSecurityException {
        return new Ready(
                credentials.getPrimitive(SEALING, Aead.class),
                credentials.getPrimary().getId(),
                fingerprint.getPrimitive(HASHING, PrfSet.class));
    }
}
