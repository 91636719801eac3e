package dev.keypool.integrations;

import dev.keypool.pool.KeyView;
import dev.keypool.pool.Pool;
import dev.keypool.pool.Standing;
import dev.keypool.values.BrandId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;

/** The keys with the pool's live truth about them. Thread-safe. */
final class LiveKeys {
    /** Selection order: highest priority first, then the older key. */
    private static final Comparator<HeldKey> ORDER = Comparator.comparingInt(
                    (HeldKey key) -> key.row().settings().priority())
            .reversed()
            .thenComparing(key -> key.row().id());

    private final Roster roster;
    private final Pool pool;
    private final InstantSource clock;

    LiveKeys(Roster roster, Pool pool, InstantSource clock) {
        this.roster = roster;
        this.pool = pool;
        this.clock = clock;
    }

    InstantSource clock() {
        return clock;
    }

    Instant now() {
        return clock.instant();
    }

    LiveKey of(HeldKey key, Instant now) {
        KeyView view =
                pool.view(key.row().id(), now).orElseGet(() -> new KeyView(0, 0, null, false, Standing.NEW, 0, null));
        return new LiveKey(key, view);
    }

    List<HeldKey> keys(BrandId brand) {
        return roster.of(brand).stream().sorted(ORDER).toList();
    }

    List<LiveKey> all(BrandId brand, Instant now) {
        return keys(brand).stream().map(key -> of(key, now)).toList();
    }

    /** All that match, in order; health is judged by what is true now. */
    List<LiveKey> matching(BrandId brand, ListQuery query) {
        Instant now = now();
        return keys(brand).stream()
                .filter(query.rows())
                .map(key -> of(key, now))
                .filter(query.healths())
                .toList();
    }
}
