package dev.keypool.integrations;

import dev.keypool.integrations.HeldKey.Content;
import dev.keypool.pool.Outcome;
import dev.keypool.pool.Pool;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys of which a provider refused a call, where it may have been the call that it refused. Each is tested, once in a minute at
 * most; a refusal there counts as a failure of the key, anything else holds nothing against it. Thread-safe; never blocks.
 */
final class Doubts {
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MANY = 1_000;

    private final Roster roster;
    private final KeyOpener opener;
    private final KeyTest tester;
    private final Pool pool;
    private final InstantSource clock;
    private final Map<IntegrationId, Instant> asked = new ConcurrentHashMap<>();

    Doubts(Roster roster, KeyOpener opener, KeyTest tester, Pool pool, InstantSource clock) {
        this.roster = roster;
        this.opener = opener;
        this.tester = tester;
        this.pool = pool;
        this.clock = clock;
    }

    /** Complete when the key was judged, at once when it was asked about a moment ago. */
    CompletableFuture<Void> about(BrandId brand, IntegrationId id) {
        if (!due(id)) return CompletableFuture.completedFuture(null);
        return CompletableFuture.runAsync(() -> judge(brand, id), Thread::startVirtualThread);
    }

    private boolean due(IntegrationId id) {
        Instant now = clock.instant();
        if (asked.size() > MANY) asked.values().removeIf(before -> rested(before, now));
        boolean[] due = {false};
        asked.compute(id, (key, before) -> {
            due[0] = before == null || rested(before, now);
            return due[0] ? now : before;
        });
        return due[0];
    }

    /** Also after a clock was set back. */
    private static boolean rested(Instant before, Instant now) {
        return Duration.between(before, now).abs().compareTo(PAUSE) >= 0;
    }

    private void judge(BrandId brand, IntegrationId id) {
        HeldKey key = roster.find(brand, id).orElse(null);
        if (key == null || !(key.content() instanceof Content.Usable content)) return;
        tester.run(opener.values(key, content))
                .outcome()
                .filter(Outcome.Failed.class::isInstance)
                .ifPresent(refused -> pool.judge(id, refused, clock.instant()));
    }
}
