package dev.keypool.app;

import dev.keypool.gateway.Names;
import dev.keypool.identity.Identities;
import dev.keypool.integrations.Integrations;
import dev.keypool.values.BrandId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names that two rooms keep, for the reports of a third. Thread-safe. */
record CallerAndKeyNames(Identities identities, Integrations integrations) implements Names {
    @Override
    public Optional<String> caller(BrandId brand, String id) {
        return identities.name(brand, id);
    }

    @Override
    public Map<String, @Nullable String> keys(BrandId brand) {
        return integrations.labels(brand);
    }
}
