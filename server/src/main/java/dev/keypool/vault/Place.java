package dev.keypool.vault;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Where a value belongs, as the bytes that are bound into its seal or its fingerprint. Unambiguous: the numbers have a
 * fixed width and at most the last part has no stated length, so that no two places share an encoding. Never change an encoding: sealed
 * rows would no longer open. Immutable.
 */
final class Place {
    private static final byte SEAL_V1 = 1;
    private static final byte FINGERPRINT_V1 = 2;
    private static final byte BLIND_V1 = 3;

    private Place() {}

    /** Version, brand, integration, field: associated data of a credential. */
    static byte[] ofSeal(BrandId brand, IntegrationId integration, String field) {
        byte[] name = field.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + 2 * Long.BYTES + name.length)
                .put(SEAL_V1)
                .putLong(brand.value())
                .putLong(integration.value())
                .put(name)
                .array();
    }

    /** Version, brand, provider with its length, credential: what a fingerprint is taken over. */
    static byte[] ofFingerprint(BrandId brand, String provider, byte[] credential) {
        byte[] name = provider.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES + name.length + credential.length)
                .put(FINGERPRINT_V1)
                .putLong(brand.value())
                .putInt(name.length)
                .put(name)
                .put(credential)
                .array();
    }

    /** Version, purpose with its length, text: what a blinded text is hashed over. */
    static byte[] ofBlinding(String purpose, String text) {
        byte[] name = purpose.getBytes(StandardCharsets.UTF_8);
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + Integer.BYTES + name.length + plain.length)
                .put(BLIND_V1)
                .putInt(name.length)
                .put(name)
                .put(plain)
                .array();
    }
}
