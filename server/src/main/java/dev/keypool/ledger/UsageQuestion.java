package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Which usage is asked for. Immutable.
 *
 * @param only one key's; null for all keys of the brand, deleted ones too
 * @param from first UTC day
 * @param to last UTC day, not before the first
 */
public record UsageQuestion(BrandId brand, @Nullable IntegrationId only, Grouping by, LocalDate from, LocalDate to) {
    public UsageQuestion {
        if (to.isBefore(from)) throw new IllegalArgumentException("Days from " + from + " to " + to + " are none");
    }
}
