package dev.keypool.vault;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Secret;

/** Seals credentials so that each opens only in its own brand, integration and field. Thread-safe. */
public final class Vault {
    /**
     * Opens the vault: reads the wrapped keyset from the database, or creates it on first use.
     *
     * @param masterKey 32 bytes that wrap the keyset; a wrong one fails here with a sentence, nothing is overwritten
     */
    public static Vault open(Database database, Secret masterKey) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** The sealed form, its key id in front. */
    public byte[] seal(BrandId brand, IntegrationId integration, String field, Secret credential) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** The credential again. Throws {@link VaultException} when the bytes were altered or belong elsewhere. About 1 µs. */
    public Secret open(BrandId brand, IntegrationId integration, String field, byte[] sealed) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Keyed hash (HMAC-SHA-256, hex) by which the same credential is found again in a brand without opening any. */
    public String fingerprint(BrandId brand, String provider, Secret credential) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }
}
