package dev.keypool.identity;

import dev.keypool.values.BrandId;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** What a brand and its clients have that this floor does not know, such as integrations. */
@FunctionalInterface
public interface BrandUse {
    /** @param handle the transaction that is about to delete the brand */
    boolean inUse(Handle handle, BrandId brand);

    /**
     * Ends what lives only as long as the client that made it.
     *
     * @param handle the transaction that deactivates or deletes the client
     */
    default void clientEnded(Handle handle, String client, Instant now) {}
}
