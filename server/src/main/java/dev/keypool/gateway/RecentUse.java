package dev.keypool.gateway;

import dev.keypool.ledger.AskedUse;
import dev.keypool.ledger.ServedUse;
import dev.keypool.values.BrandId;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each brand used in the last 30 UTC days, today among them; read from the daily sums at most once a minute. Thread-safe;
 * blocks, so it is not for event loops.
 */
final class RecentUse {
    private static final int DAYS = 30;
    private static final long KEPT_NANOS = 60_000_000_000L;

    private final GatewayParts parts;
    private final Map<BrandId, Use> uses = new ConcurrentHashMap<>();

    /**
     * Of one brand.
     *
     * @param until nanoseconds of the monotonic clock until which it is shown without reading again
     */
    record Use(List<AskedUse> asked, List<ServedUse> served, long until) {}

    RecentUse(GatewayParts parts) {
        this.parts = parts;
    }

    Use of(BrandId brand) {
        Use known = uses.get(brand);
        if (known != null && known.until() - parts.nanos().getAsLong() > 0) return known;
        LocalDate today = parts.clock().instant().atOffset(ZoneOffset.UTC).toLocalDate();
        LocalDate first = today.minusDays(DAYS - 1L);
        var read = new Use(
                parts.ledger().asked(brand, first, today),
                parts.ledger().served(brand, first, today),
                parts.nanos().getAsLong() + KEPT_NANOS);
        uses.put(brand, read);
        return read;
    }
}
