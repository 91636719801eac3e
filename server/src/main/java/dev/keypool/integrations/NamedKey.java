package dev.keypool.integrations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key that is there or was. Immutable.
 *
 * @param deletedAt null while it is there
 */
record NamedKey(
        long id,
        String providerName,
        @Nullable String keyLabel,
        @Nullable Instant deletedAt) {
    static NamedKey of(HeldKey key) {
        IntegrationRow row = key.row();
        return new NamedKey(row.id().value(), row.provider(), row.settings().label(), null);
    }
}
