package dev.keypool.metering;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A price and where it comes from. Immutable.
 *
 * @param provider name in the catalogue
 * @param model id as the provider names it
 * @param aliases further names at the same price
 * @param listedIn public price list that it was read from; null for a brand's own
 * @param date latest day for which it is known to hold; for a brand's own, when it was set (UTC)
 * @param context most tokens of prompt and answer together, null when unknown
 */
public record Quote(
        String provider,
        String model,
        List<String> aliases,
        Price price,
        Origin origin,
        @Nullable String listedIn,
        LocalDate date,
        @Nullable Long context) {
    public Quote {
        aliases = List.copyOf(aliases);
    }

    /** Who says so. */
    public enum Origin {
        CATALOGUE,
        BRAND
    }
}
