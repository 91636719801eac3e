package dev.keypool.gateway;

import dev.keypool.providers.KeyAccess;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.util.Optional;

/** Opens a key for one attempt: in memory and quick, called on an event loop. Kept by {@code integrations}, handed in by {@code app}. */
public interface KeyRing {
    /** Empty when the key was deleted meanwhile, or its sealed form does not open. */
    Optional<KeyAccess> open(BrandId brand, IntegrationId key);

    /** A provider refused a call that may itself be to blame: somebody should look whether the key is good. Never blocks. */
    void doubt(BrandId brand, IntegrationId key);
}
