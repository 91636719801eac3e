package dev.keypool.integrations;

import dev.keypool.values.BrandId;
import java.util.Set;

/** What providers are known to list, without asking them. Kept by {@code gateway}, handed in by {@code app}. */
@FunctionalInterface
public interface KnownModels {
    /** Model ids of the list that was last read with a key of that brand; empty when there is none at hand. */
    Set<String> of(BrandId brand, String provider);
}
