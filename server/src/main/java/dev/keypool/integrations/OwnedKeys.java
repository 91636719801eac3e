package dev.keypool.integrations;

import dev.keypool.identity.BrandUse;
import dev.keypool.values.BrandId;
import org.jdbi.v3.core.Handle;

/** Keeps a brand from being deleted while it owns keys. Stateless. */
public final class OwnedKeys implements BrandUse {
    @Override
    public boolean inUse(Handle handle, BrandId brand) {
        return IntegrationTable.any(handle, brand);
    }
}
