package dev.keypool.providers;

import java.net.URI;
import java.util.Map;

/**
 * All that one attempt needs of a key: where to send and which headers open the door. Confined to its attempt; the header
 * values are the credential, so it has no useful {@code toString}.
 *
 * @param provider the catalogue row
 * @param baseUri base URL with the key's own parts filled in, without trailing slash
 * @param guarded true when the base URL is not the catalogue's own (custom or overridden), so that the outbound guard must
 *     approve the address that is connected to
 * @param headers authentication and fixed headers by name
 */
public record KeyAccess(Provider provider, URI baseUri, boolean guarded, Map<String, String> headers) {
    @Override
    public String toString() {
        return "KeyAccess(" + provider.name() + ")";
    }
}
