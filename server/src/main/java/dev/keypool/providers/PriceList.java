package dev.keypool.providers;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The price file of one provider. Immutable.
 *
 * @param provider its name in the catalogue
 * @param source public price list that most rows were read from
 * @param date latest day for which that list is known to have said so
 * @param freeSuffix models whose id ends so cost nothing, as the provider says; null when it has no such mark
 */
public record PriceList(
        String provider,
        String source,
        LocalDate date,
        @Nullable String freeSuffix,
        List<PriceRow> rows) {
    public PriceList {
        rows = List.copyOf(rows);
    }
}
