package dev.keypool.gateway;

import dev.keypool.metering.Admittance.Admitted;
import dev.keypool.metering.Admittance.RateLimited;
import dev.keypool.metering.Admittance.Room;
import dev.keypool.metering.AgentMeter;
import dev.keypool.metering.PriceBook;
import dev.keypool.routing.ModelPolicy;
import dev.keypool.routing.ModelPolicy.Verdict;
import dev.keypool.routing.Route;
import dev.keypool.routing.Target;
import dev.keypool.values.Allowance;
import dev.keypool.values.Caller;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
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
    private final boolean allowUnpriced;

    /** @param allowUnpriced whether a hard budget lets pass what nobody knows the cost of ({@code keypool.pool.allow-unpriced}) */
    public AgentGate(AgentMeter meter, PriceBook prices, boolean allowUnpriced) {
        this.meter = meter;
        this.prices = prices;
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
     * Those of the targets that the caller may use; none when it may not use the name at all.
     *
     * @param asked one name of the request, its model or a fallback model, as the caller wrote it
     * @param targets what that name was resolved to
     */
    List<Target> permitted(Caller caller, String asked, List<Target> targets) {
        if (!picksModels(caller)) return targets;
        return switch (verdict(caller, asked, targets)) {
            case Verdict.Permitted(var left) -> left;
            case Verdict.Refused _ -> List.of();
        };
    }

    /** 403 when none of the targets that a name was resolved to is for that caller, else null. */
    @Nullable
    GatewayError refusal(Caller caller, String asked, List<Target> targets) {
        if (!picksModels(caller)) return null;
        return switch (verdict(caller, asked, targets)) {
            case Verdict.Permitted _ -> null;
            case Verdict.Refused(String sentence) -> AgentFault.notAllowed("model", sentence);
        };
    }

    /**
     * 403 when a request names further models, or things that cost, in a member that goes to the provider as it is, and its caller may
     * use certain models alone; else null.
     */
    @Nullable
    GatewayError reroutes(Caller caller, Ask ask) {
        String beyond = picksModels(caller) ? ask.size().beyond() : null;
        if (beyond == null || !Reroutes.NAMES.contains(beyond)) return null;
        return AgentFault.notAllowed(
                beyond,
                "This token may use certain models only, and '" + beyond
                        + "' lets the provider choose others. Leave it out, or use a token without allowed_models and free_only.");
    }

    /** Which of a name's targets are for that caller. */
    Targets.Rule rule(Caller caller) {
        if (!picksModels(caller)) return Targets.Rule.NONE;
        return (asked, resolved) -> switch (verdict(caller, asked, resolved.targets())) {
            case Verdict.Permitted(var left) -> new Route.Resolved(left, resolved.first());
            case Verdict.Refused(String sentence) -> new Route.NotAllowed(sentence);
        };
    }

    private static boolean picksModels(Caller caller) {
        Allowance allowance = caller.allowance();
        return allowance != null && allowance.picksModels();
    }

    private Verdict verdict(Caller caller, String asked, List<Target> targets) {
        Allowance allowance = caller.allowance();
        return ModelPolicy.judge(allowance == null ? Allowance.UNLIMITED : allowance, asked, targets, free(caller));
    }

    /** Known to cost nothing; of what has no price at all, the ending that providers give to such models is trusted. */
    private Predicate<Target> free(Caller caller) {
        return target -> prices.find(caller.brand(), target.provider(), target.model())
                .map(price -> price.isFree())
                .orElseGet(() -> target.model().endsWith(FREE_ENDING));
    }
}
