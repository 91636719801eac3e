package dev.keypool.gateway;

import dev.keypool.metering.Admittance.Admitted;
import dev.keypool.metering.Admittance.RateLimited;
import dev.keypool.metering.Admittance.Room;
import dev.keypool.metering.AgentMeter;
import dev.keypool.metering.PriceBook;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.Provider;
import dev.keypool.routing.AgentModels;
import dev.keypool.routing.Target;
import dev.keypool.values.Allowance;
import dev.keypool.values.Caller;
import dev.keypool.values.Surface;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds agents to their terms (gateway contract, section 6). A caller that is no agent passes at the cost of one null check.
 * Thread-safe; nothing here blocks.
 */
public final class AgentGate {
    private static final CharSequence LIMIT = HttpHeaders.createOptimized("x-ratelimit-limit-requests");
    private static final CharSequence REMAINING = HttpHeaders.createOptimized("x-ratelimit-remaining-requests");
    private static final CharSequence RESET = HttpHeaders.createOptimized("x-ratelimit-reset");
    private static final String FREE_ENDING = ":free";

    private final AgentMeter meter;
    private final PriceBook prices;
    private final Set<String> providers;
    private final boolean allowUnpriced;
    private final Map<String, AgentModels> read = new ConcurrentHashMap<>();

    /** @param allowUnpriced whether a hard budget lets pass what nobody knows the cost of ({@code keypool.pool.allow-unpriced}) */
    public AgentGate(AgentMeter meter, PriceBook prices, Catalogue catalogue, boolean allowUnpriced) {
        this.meter = meter;
        this.prices = prices;
        this.providers = catalogue.all().stream().map(Provider::name).collect(Collectors.toUnmodifiableSet());
        this.allowUnpriced = allowUnpriced;
    }

    /**
     * Lets a request in, and tells in {@code headers}, those of its answer, what is left of the agent's limit; a {@link GatewayError.Raised} of
     * 429 when nothing is. The pass must be ended.
     */
    AgentPass admit(Caller caller, MultiMap headers, Instant now) {
        if (caller.allowance() == null) return AgentPass.FREE;
        return switch (meter.admit(caller, now)) {
            case Admitted(var ticket, var room) -> {
                if (room != null) tell(headers, room);
                yield new AgentPass(caller, ticket, allowUnpriced);
            }
            case RateLimited limited -> {
                tell(headers, limited.room());
                throw AgentFault.limited(limited, now).raised();
            }
        };
    }

    private static void tell(MultiMap headers, Room room) {
        headers.set(LIMIT, Long.toString(room.limit()));
        headers.set(REMAINING, Long.toString(room.remaining()));
        headers.set(RESET, Long.toString(AgentFault.second(room.until())));
    }

    /**
     * 403 when a request names further models, or things that cost, in a member that goes to the provider as it is, and its caller may
     * use certain models alone; else null.
     */
    @Nullable
    GatewayError reroutes(Caller caller, Ask ask) {
        Allowance terms = caller.allowance();
        if (terms == null || !terms.picksModels()) return null;
        // Its path is no model, so that no ending of it tells what it costs.
        if (terms.freeOnly() && ask.surface() == Surface.PROXY) return AgentFault.proxied();
        String beyond = ask.size().beyond();
        return beyond != null && Reroutes.NAMES.contains(beyond) ? AgentFault.reroutes(beyond) : null;
    }

    /** Which of a name's targets are for that caller. */
    Targets.Rule rule(Caller caller) {
        Allowance terms = caller.allowance();
        if (terms == null || !terms.picksModels()) return Targets.Rule.NONE;
        AgentModels models = models(caller.id(), terms);
        return (asked, resolved) -> models.judge(asked, resolved, free(caller));
    }

    /** Read once for each change of terms. */
    private AgentModels models(String agent, Allowance terms) {
        AgentModels known = read.get(agent);
        if (known != null && known.isOf(terms)) return known;
        AgentModels models = AgentModels.of(terms, providers);
        read.put(agent, models);
        return models;
    }

    /** Known to cost nothing; of what has no price at all, the ending that providers give to such models is trusted. */
    private Predicate<Target> free(Caller caller) {
        return target -> prices.find(caller.brand(), target.provider(), target.model())
                .map(price -> price.isFree())
                .orElseGet(() -> target.model().endsWith(FREE_ENDING));
    }
}
