package dev.keypool.providers;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One model of a price file. Immutable.
 *
 * @param model id as the provider names it
 * @param aliases further names of the same model at the same price, such as its dated snapshots
 * @param above what holds instead for a long prompt; null when the length changes nothing
 * @param context most tokens of prompt and answer together, null when unknown
 * @param maxOutput most tokens of one answer, null when unknown
 * @param source public price list that it was read from
 * @param date latest day for which that list is known to have said so
 */
public record PriceRow(
        String model,
        List<String> aliases,
        Rates rates,
        @Nullable Above above,
        @Nullable Long context,
        @Nullable Long maxOutput,
        String source,
        LocalDate date) {
    public PriceRow {
        aliases = List.copyOf(aliases);
    }

    /** In nano-dollars per million units; what is null is not priced apart. Input and output are 0 where tokens are not what is sold. */
    public record Rates(
            long input,
            long output,
            @Nullable Long cachedInput,
            @Nullable Long cacheWrite,
            @Nullable Long reasoning,
            @Nullable Long images,
            @Nullable Long characters) {}

    /** Of a request whose prompt holds more than so many tokens, all tokens have these rates. */
    public record Above(long promptTokens, Rates rates) {}
}
