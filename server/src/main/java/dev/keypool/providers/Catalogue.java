package dev.keypool.providers;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All providers Keypool knows. Immutable. */
public final class Catalogue {
    /**
     * Reads {@code catalogue/providers.json} from the class path.
     *
     * @param baseUrlOverrides operator's base URL by provider name; an unknown name fails with a sentence naming the nearest
     */
    public static Catalogue load(Map<String, String> baseUrlOverrides) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    public Optional<Provider> find(String name) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Every provider, the 16 published ones first. */
    public List<Provider> all() {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Names of providers whose known key form this value has and that are not {@code provider}; empty when nothing is sure. */
    public List<Provider> recognise(String apiKey) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }
}
