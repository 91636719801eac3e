package dev.keypool.app;

import dev.keypool.gateway.KeyRing;
import dev.keypool.integrations.Integrations;
import dev.keypool.providers.KeyAccess;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stored keys, for the gateway. Thread-safe. */
record OwnKeys(Integrations integrations) implements KeyRing {
    private static final Logger LOG = LoggerFactory.getLogger(OwnKeys.class);

    @Override
    public Optional<KeyAccess> open(BrandId brand, IntegrationId key) {
        return integrations.access(brand, key);
    }

    @Override
    public void doubt(BrandId brand, IntegrationId key) {
        integrations.doubt(brand, key).exceptionally(fault -> {
            LOG.warn("Key {} could not be tested", key.value(), fault);
            return null;
        });
    }
}
