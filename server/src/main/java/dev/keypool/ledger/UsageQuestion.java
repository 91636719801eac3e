package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Which usage is asked for. Immutable.
 *
 * @param only one key's; null for all keys of the brand, deleted ones too
 * @param asker public id of the one client or agent whose is asked for, null for all
 * @param from first UTC day
 * @param to last UTC day, not before the first
 */
public record UsageQuestion(
        BrandId brand,
        @Nullable IntegrationId only,
        @Nullable String asker,
        Grouping by,
        LocalDate from,
        LocalDate to) {
    public UsageQuestion {
        if (to.isBefore(from)) throw new IllegalArgumentException("Days from " + from + " to " + to + " are none");
    }

    /** Of whoever asked. */
    public UsageQuestion(BrandId brand, @Nullable IntegrationId only, Grouping by, LocalDate from, LocalDate to) {
        this(brand, only, null, by, from, to);
    }
}
