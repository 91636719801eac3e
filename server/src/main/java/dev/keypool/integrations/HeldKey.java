package dev.keypool.integrations;

import dev.keypool.providers.Provider;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * One key as it is kept in memory: its row, its masks and its sealed credential. Immutable.
 *
 * @param providerLabel for people
 * @param preview mask by credential field, in the catalogue's order
 */
record HeldKey(IntegrationRow row, String providerLabel, Map<String, String> preview, Content content) {
    /** What there is to open. */
    sealed interface Content {
        /** @param baseUri base URL with the key's own parts filled in */
        record Usable(Provider provider, List<SealedField> fields, URI baseUri) implements Content {}

        /** Its credential does not open, or nobody knows its provider any more. */
        record Unusable(String sentence) implements Content {}
    }

    HeldKey with(IntegrationRow changed) {
        return new HeldKey(changed, providerLabel, preview, content);
    }

    boolean usable() {
        return content instanceof Content.Usable;
    }
}
