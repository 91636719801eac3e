package dev.keypool.gateway;

import dev.keypool.ledger.Course;
import dev.keypool.ledger.Entry;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import dev.keypool.values.Uuid7;
import java.time.Instant;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Attempts as a gateway appends them: leased so many milliseconds after a request's first byte at noon. */
final class Entries {
    static final Caller CLIENT = new Caller(GatewayRig.BRAND, Caller.Kind.CLIENT, "cli_1", Set.of());
    static final Caller AGENT = new Caller(GatewayRig.BRAND, Caller.Kind.AGENT, "agt_2", Set.of());
    static final Caller STRANGER = new Caller(new BrandId(2), Caller.Kind.CLIENT, "cli_3", Set.of());
    static final Instant NOON = GatewayRig.NOW;

    private final SplittableRandom random = new SplittableRandom(3);

    /** At groq: 7 tokens in and 2 out for 12 micro-dollars, in 500 ms. */
    Entry ok(String request, Caller caller, int millis) {
        return entry(request, caller, millis, "groq", "ok", new TokenUsage(7, 2, 1, 0), new Money(12_000));
    }

    /** At openrouter: rate limited. */
    Entry limited(String request, Caller caller, int millis) {
        return entry(request, caller, millis, "openrouter", "rate_limited", null, null);
    }

    private Entry entry(
            String request,
            Caller caller,
            int millis,
            String provider,
            String result,
            @Nullable TokenUsage usage,
            @Nullable Money cost) {
        Instant leased = NOON.plusMillis(millis);
        boolean ok = result.equals("ok");
        long offset = millis * 1_000L;
        var offsets = new Course.Offsets(150L, 900L, offset, offset + 20, offset + 4_000, offset + 4_100);
        return new Entry(
                        Uuid7.of(leased.toEpochMilli(), random),
                        request,
                        caller,
                        new IntegrationId(ok ? 1 : 2),
                        provider,
                        "fast",
                        ok ? "llama-3" : null,
                        leased,
                        leased,
                        result,
                        ok ? 200 : 429,
                        usage,
                        cost,
                        false,
                        new Entry.Timings(200_000L, ok ? (Long) 210_500L : null, 500_000, 321),
                        true,
                        false)
                .on(new Course("chat", ok ? "llama-3" : "meta/llama", false, offsets));
    }
}
