package dev.keypool.gateway;

import dev.keypool.metering.Price;
import dev.keypool.routing.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One model at one provider, as far as anything is known of it. Immutable.
 *
 * @param live what the provider itself says, null when its list was not read
 * @param capabilities {@code chat} and what else
 * @param price null when nobody knows one
 * @param context most tokens of prompt and answer together, null when unknown
 * @param configured whether the caller's brand has a key for the provider; null when nobody is known to ask
 * @param aliases names of the aliases that may lead to it
 * @param requests attempts of the last 30 days
 */
record ModelItem(
        Target target,
        String displayName,
        Listing.@Nullable Model live,
        List<String> capabilities,
        @Nullable Price price,
        @Nullable Long context,
        @Nullable Long maxOutput,
        @Nullable Boolean configured,
        List<String> aliases,
        long requests) {
    /** As it is asked for, and cannot be misunderstood. */
    String id() {
        return target.name();
    }

    /** Whether it is known to cost nothing. */
    boolean free() {
        return price != null && price.byTokens() && price.input() == 0 && price.output() == 0;
    }

    boolean isConfigured() {
        return Boolean.TRUE.equals(configured);
    }

    /** Of a prompt's and an answer's token together, for comparing; null when it is not sold by tokens, or nobody knows. */
    @Nullable
    Long cost() {
        return price == null || !price.byTokens() ? null : (Long) (price.input() + price.output());
    }
}
