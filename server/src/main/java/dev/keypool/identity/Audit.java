package dev.keypool.identity;

import dev.keypool.http.Call;
import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Who changed what, when, from where, before and after: written in the transaction of the change itself. Thread-safe. */
public final class Audit {
    public Audit(Database database, InstantSource clock) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /**
     * Notes one change inside the caller's transaction.
     *
     * @param action stable word, for example {@code integration.created}
     * @param subject what was changed, for example {@code integration:42}
     * @param before JSON object text without secrets, null when it did not exist
     * @param after likewise
     */
    public void note(
            Handle handle,
            Call call,
            BrandId brand,
            String action,
            String subject,
            @Nullable String before,
            @Nullable String after) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }
}
