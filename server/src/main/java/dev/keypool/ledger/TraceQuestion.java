package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are asked for; a null asks for all. Immutable.
 *
 * @param only whose alone may be shown
 * @param from the last attempt began then or later …
 * @param to … and before then
 * @param filter further wishes
 */
public record TraceQuestion(BrandId brand, Row.@Nullable Asker only, Instant from, Instant to, Filter filter) {
    /**
     * What the requests must be like.
     *
     * @param asker who asked
     * @param model as asked, as asked of the provider, or as served
     * @param provider one of its attempts was there
     * @param integration one of its attempts used that key
     * @param leastMicros it took so long at least
     * @param leastCost it cost so much at least, as far as known
     */
    public record Filter(
            Row.@Nullable Asker asker,
            @Nullable String model,
            @Nullable String provider,
            @Nullable IntegrationId integration,
            Trace.@Nullable Status status,
            @Nullable String surface,
            @Nullable Long leastMicros,
            @Nullable Money leastCost) {
        public static final Filter NONE = new Filter(null, null, null, null, null, null, null, null);
    }
}
