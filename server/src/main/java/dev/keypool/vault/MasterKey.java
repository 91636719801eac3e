package dev.keypool.vault;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.util.SecretBytes;
import dev.keypool.values.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The operator's key: it seals the vault's keysets and nothing else. Immutable, thread-safe. */
final class MasterKey {
    static final int BYTES = 32;
    private static final int CHECK_BYTES = 8;
    private static final byte[] CHECK_OVER = "keypool master key check v1".getBytes(StandardCharsets.UTF_8);

    private final Aead wrapping;
    private final byte[] check;

    private MasterKey(Aead wrapping, byte[] check) {
        this.wrapping = wrapping;
        this.check = check;
    }

    /** @param secret exactly 32 bytes */
    static MasterKey of(Secret secret) throws GeneralSecurityException {
        byte[] bytes = secret.revealBytes(Secret.Use.SEALING);
        try {
            if (bytes.length != BYTES) {
                throw new VaultException("The master key has " + bytes.length + " bytes; exactly 32 are expected.");
            }
            return new MasterKey(AesGcmJce.create(tinkKey(bytes)), checkOf(bytes));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Eight bytes by which this key is recognised; they tell nothing about it. */
    byte[] check() {
        return check.clone();
    }

    byte[] wrap(KeysetHandle keys, String purpose, Configuration algorithms) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.serializeEncryptedKeyset(keys, wrapping, boundTo(purpose), algorithms);
    }

    /** Fails when the bytes were altered, wrapped by another key, or wrapped for another purpose. */
    KeysetHandle unwrap(byte[] wrapped, String purpose, Configuration algorithms) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.parseEncryptedKeyset(wrapped, wrapping, boundTo(purpose), algorithms);
    }

    private static byte[] boundTo(String purpose) {
        return ("keypool vault_keyset " + purpose).getBytes(StandardCharsets.UTF_8);
    }

    @AccessesPartialKey
    private static AesGcmKey tinkKey(byte[] bytes) throws GeneralSecurityException {
        AesGcmParameters parameters = AesGcmParameters.builder()
                .setKeySizeBytes(BYTES)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                .build();
        return AesGcmKey.builder()
                .setParameters(parameters)
                .setKeyBytes(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()))
                .build();
    }

    private static byte[] checkOf(byte[] bytes) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
        return Arrays.copyOf(mac.doFinal(CHECK_OVER), CHECK_BYTES);
    }
}
