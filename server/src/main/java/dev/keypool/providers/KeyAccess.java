package dev.keypool.providers;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that one attempt needs of a key: where to send and which headers open the door. Confined to its attempt; the header
 * values are the credential, so it has no useful {@code toString}.
 *
 * @param provider the catalogue row
 * @param baseUri base URL with the key's own parts filled in, without trailing slash
 * @param guarded true when the base URL is not the catalogue's own (custom or overridden), so that the outbound guard must
 *     approve the address that is connected to
 * @param headers authentication and fixed headers by name
 * @param signer what signs each request, null when the key itself is sent
 */
public record KeyAccess(
        Provider provider,
        URI baseUri,
        boolean guarded,
        Map<String, String> headers,
        @Nullable SigV4 signer) {
    /** A key that is sent as it is. */
    public KeyAccess(Provider provider, URI baseUri, boolean guarded, Map<String, String> headers) {
        this(provider, baseUri, guarded, headers, null);
    }

    /** True when {@link #sign} has something to add, so that the whole body must be known before the head is sent. */
    public boolean signs() {
        return signer != null;
    }

    /**
     * Headers that sign one request; empty, and for nothing, when the key itself is sent. They hold until five minutes
     * after {@code now}. Reads the body once.
     *
     * @param method in capitals
     * @param path below the base URL, with the query, percent-encoded as it is sent
     * @param body all of it; empty when there is none
     * @param now wall time
     */
    public Map<String, String> sign(String method, String path, byte[] body, Instant now) {
        return signer == null ? Map.of() : signer.sign(method, baseUri, baseUri.getRawPath() + path, body, now);
    }

    @Override
    public String toString() {
        return "KeyAccess(" + provider.name() + ")";
    }
}
