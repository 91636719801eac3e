package dev.keypool.gateway;

import dev.keypool.values.BrandId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a brand's callers and keys are called. Kept by other rooms, handed in by {@code app}. Thread-safe; may block. */
public interface Names {
    /** Everything is known by its id alone. */
    Names NONE = new Names() {
        @Override
        public Optional<String> caller(BrandId brand, String id) {
            return Optional.empty();
        }

        @Override
        public Map<String, @Nullable String> keys(BrandId brand) {
            return Map.of();
        }
    };

    /** @param id public id of a client or agent; empty when the brand has it no more, or never had */
    Optional<String> caller(BrandId brand, String id);

    /** Labels of all keys of the brand by their ids, deleted ones too; null for a key without one. */
    Map<String, @Nullable String> keys(BrandId brand);
}
