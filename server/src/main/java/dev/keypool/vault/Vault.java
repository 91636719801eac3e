package dev.keypool.vault;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;

/**
 * Seals credentials so that each opens only in its own brand, integration and field (AES-256-GCM, the three as associated
 * data). A sealed value is 33 bytes longer than the credential: {@code 01}, key id (4), nonce (12), ciphertext, tag (16).
 * Thread-safe.
 */
public final class Vault {
    private static final byte TINK_PREFIX = 1;
    private static final int PREFIX_BYTES = 1 + Integer.BYTES;
    private static final int OVERHEAD_BYTES = PREFIX_BYTES + 12 + 16;
    private static final int FINGERPRINT_BYTES = 32;

    private final Database database;
    private final Keysets keysets;
    private final ReentrantLock rotating = new ReentrantLock();
    private volatile Keysets.Ready keys;

    private Vault(Database database, Keysets keysets, Keysets.Ready keys) {
        this.database = database;
        this.keysets = keysets;
        this.keys = keys;
    }

    /**
     * Opens the vault: reads the wrapped keyset from the database, or creates it on first use.
     *
     * @param masterKey 32 bytes that wrap the keyset; a wrong one fails here with a sentence, nothing is overwritten
     */
    public static Vault open(Database database, Secret masterKey) {
        try {
            Keysets keysets = new Keysets(MasterKey.of(masterKey));
            Keysets.Ready keys = database.write(handle -> checked(() -> keysets.loadOrCreate(new KeysetTable(handle))));
            return new Vault(database, keysets, keys);
        } catch (GeneralSecurityException e) {
            throw noCipher(e);
        }
    }

    /** What must hold of the vault under its new master key; throws when it does not. */
    @FunctionalInterface
    public interface Proof {
        /** @param handle the transaction of the change, which is undone when this throws */
        void holds(Handle handle, Vault renewed);
    }

    /**
     * Puts another master key in the place of the present one, in one transaction: the database opens with one of the two at
     * any moment. The keys that seal credentials, and so the sealed credentials, stay as they are. Nothing else may have this
     * vault open. Throws {@link VaultException} when {@code before} is not the present key or {@code after} is.
     */
    public static void changeMaster(Database database, Secret before, Secret after, Proof proof) {
        database.write(handle -> checked(() -> {
            MasterKey renewed = MasterKey.of(after);
            Keysets.Ready keys = Keysets.rewrap(new KeysetTable(handle), MasterKey.of(before), renewed);
            proof.holds(handle, new Vault(database, new Keysets(renewed), keys));
            return true;
        }));
    }

    /** The sealed form, its key id in front. */
    public byte[] seal(BrandId brand, IntegrationId integration, String field, Secret credential) {
        byte[] plain = credential.revealBytes(Secret.Use.SEALING);
        try {
            return keys.cipher().encrypt(plain, Place.ofSeal(brand, integration, field));
        } catch (GeneralSecurityException e) {
            throw noCipher(e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** The credential again. Throws {@link VaultException} when the bytes were altered or belong elsewhere. About 1 µs. */
    public Secret open(BrandId brand, IntegrationId integration, String field, byte[] sealed) {
        byte[] plain;
        try {
            plain = keys.cipher().decrypt(sealed, Place.ofSeal(brand, integration, field));
        } catch (GeneralSecurityException e) {
            throw new VaultException(
                    "The sealed '" + field + "' of integration " + integration.value() + " in brand " + brand.value()
                            + " does not open: it was altered, sealed for another place, or sealed under a key that this"
                            + " vault does not hold. Delete the integration and create it again.",
                    e);
        }
        Secret credential = Secret.of(plain);
        Arrays.fill(plain, (byte) 0);
        return credential;
    }

    /** Keyed hash (HMAC-SHA-256, hex) by which the same credential is found again in a brand without opening any. */
    public String fingerprint(BrandId brand, String provider, Secret credential) {
        byte[] plain = credential.revealBytes(Secret.Use.FINGERPRINT);
        byte[] input = Place.ofFingerprint(brand, provider, plain);
        try {
            return HexFormat.of().formatHex(keys.hash().computePrimary(input, FINGERPRINT_BYTES));
        } catch (GeneralSecurityException e) {
            throw noCipher(e);
        } finally {
            Arrays.fill(plain, (byte) 0);
            Arrays.fill(input, (byte) 0);
        }
    }

    /**
     * Keyed hash (HMAC-SHA-256, hex) of a text, so that equal ones are found without keeping any.
     *
     * @param purpose what it is for; the same text has another hash for another purpose
     */
    public String blind(String purpose, String text) {
        byte[] input = Place.ofBlinding(purpose, text);
        try {
            return HexFormat.of().formatHex(keys.hash().computePrimary(input, FINGERPRINT_BYTES));
        } catch (GeneralSecurityException e) {
            throw noCipher(e);
        } finally {
            Arrays.fill(input, (byte) 0);
        }
    }

    /** Id of the key that a value was sealed under; any int. Throws {@link VaultException} for what this vault never made. */
    public int keyId(byte[] sealed) {
        if (sealed.length < OVERHEAD_BYTES || sealed[0] != TINK_PREFIX) {
            throw new VaultException("A value of " + sealed.length
                    + " bytes was not sealed by this vault: it is too short" + " or does not begin with a key id.");
        }
        return ByteBuffer.wrap(sealed, 1, Integer.BYTES).getInt();
    }

    /** False when the value still lies under an older key: open and seal it again to move it. */
    public boolean current(byte[] sealed) {
        return keyId(sealed) == keys.primaryId();
    }

    /** Makes a new key for everything sealed from now on; what was sealed before still opens. Returns the new key's id. */
    public int rotate() {
        rotating.lock();
        try {
            Keysets.Ready rotated = database.write(handle -> checked(() -> keysets.rotate(new KeysetTable(handle))));
            keys = rotated;
            return rotated.primaryId();
        } finally {
            rotating.unlock();
        }
    }

    @FunctionalInterface
    private interface Crypto<T> {
        T run() throws GeneralSecurityException;
    }

    private static <T> T checked(Crypto<T> work) {
        try {
            return work.run();
        } catch (GeneralSecurityException e) {
            throw noCipher(e);
        }
    }

    private static VaultException noCipher(GeneralSecurityException cause) {
        return new VaultException(
                "This Java runtime does not offer AES-GCM or HMAC-SHA-256 as expected. Use JDK 25.", cause);
    }
}
