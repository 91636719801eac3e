package dev.keypool.integrations;

import dev.keypool.values.BrandId;
import java.util.Optional;

/** How a brand's clients and agents are called. Kept by {@code identity}, handed in by {@code app}. */
@FunctionalInterface
public interface CallerNames {
    /** @param id public id of a client or agent; empty when the brand has it no more, or never had */
    Optional<String> of(BrandId brand, String id);
}
