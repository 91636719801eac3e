package dev.keypool.identity;

import dev.keypool.values.BrandId;
import org.jdbi.v3.core.Handle;

/** Tells whether a brand still owns something that this floor does not know, such as integrations. */
@FunctionalInterface
public interface BrandUse {
    /** @param handle the transaction that is about to delete the brand */
    boolean inUse(Handle handle, BrandId brand);
}
