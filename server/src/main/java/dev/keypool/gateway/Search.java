package dev.keypool.gateway;

import dev.keypool.metering.Price;
import dev.keypool.metering.WorstCase;
import dev.keypool.pool.LeaseRequest;
import dev.keypool.pool.LeaseResult;
import dev.keypool.providers.Failure;
import dev.keypool.providers.Provider;
import dev.keypool.routing.Route;
import dev.keypool.routing.Target;
import dev.keypool.values.Money;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the targets of a request in their order, and takes the best key of the first that has one free. A second
 * failure that smells of the whole provider moves on to the next target, while there is one. Confined to its event loop.
 */
final class Search {
    private static final int FLEET_FAILURES = 2;

    private final Case chat;
    private final List<Target> targets;
    private final @Nullable Target first;
    private final Ways ways;
    private final Trail trail;
    private final long number;
    private int index;
    private @Nullable Callable<Runnable> ahead;

    /**
     * A key and the way to its provider.
     *
     * @param missed the first choice, null when this is it
     */
    record Hit(Target target, @Nullable Target missed, Provider provider, Way way, LeaseResult.Leased leased) {}

    Search(Case chat, Route.Resolved found, Trail trail) {
        this.chat = chat;
        this.targets = found.targets();
        this.first = found.first();
        this.ways = new Ways(
                chat.ask(), chat.parts().clock().instant(), chat.parts().random());
        this.trail = trail;
        this.number = chat.parts().random().nextLong();
    }

    @Nullable
    Target missed(Target served) {
        return served.equals(first) ? null : first;
    }

    /** Whether the request may be served there. */
    boolean mayServe(Target target) {
        return targets.contains(target);
    }

    /** Whether the provider of the first target takes such requests itself. */
    boolean servedByFirst() {
        if (targets.isEmpty()) return false;
        Target target = targets.getFirst();
        return chat.parts()
                .catalogue()
                .find(target.provider())
                .filter(provider -> ways.to(target, provider) instanceof Ways.Found.Open)
                .isPresent();
    }

    /** The best key for the next target that has one; null when nothing is left, or when something comes {@link #ahead}. */
    @Nullable
    Hit next(Instant now) {
        for (; index < targets.size(); index++) {
            Target target = targets.get(index);
            Provider provider = chat.parts().catalogue().find(target.provider()).orElse(null);
            if (provider == null) continue;
            ahead = ways.ahead(target, provider);
            Hit hit = ahead == null ? at(target, provider, now) : null;
            if (hit != null || ahead != null) return hit;
        }
        return null;
    }

    /** What has to be done on another thread before {@link #next} is asked again; null when nothing has. */
    @Nullable
    Future<Void> ahead() {
        Callable<Runnable> work = ahead;
        if (work == null) return null;
        ahead = null;
        return chat.parts().vertx().executeBlocking(work, false).map(done -> {
            done.run();
            return null;
        });
    }

    private @Nullable Hit at(Target target, Provider provider, Instant now) {
        return switch (ways.to(target, provider)) {
            case Ways.Found.Closed(var why) -> {
                trail.closed(why);
                yield null;
            }
            case Ways.Found.Open(var way) -> lease(target, provider, way, now);
        };
    }

    private @Nullable Hit lease(Target target, Provider provider, Way way, Instant now) {
        WorstCase worst = Costing.worst(price(target), chat.ask());
        GatewayError dear = CostFault.above(chat.ask().options().maxCost(), worst, target);
        if (dear != null) {
            trail.closed(dear);
            return null;
        }
        GatewayError overspent = chat.pass().reserve(target, worst, now);
        if (overspent != null) {
            trail.closed(overspent);
            return null;
        }
        switch (chat.parts().pool().lease(wanted(target, provider, worst), now)) {
            case LeaseResult.Leased leased -> {
                return new Hit(target, missed(target), provider, way, leased);
            }
            case LeaseResult.Exhausted exhausted -> trail.exhausted(exhausted, target, worst);
            case LeaseResult.Overloaded(var retryAt) -> trail.overloaded(retryAt);
            case LeaseResult.NoKey _ -> trail.keyless(target);
        }
        chat.pass().release(now);
        return null;
    }

    private @Nullable Price price(Target target) {
        return chat.parts()
                .prices()
                .find(chat.caller().brand(), target.provider(), target.model())
                .orElse(null);
    }

    private LeaseRequest wanted(Target target, Provider provider, WorstCase worst) {
        Money reserve = worst instanceof WorstCase.Known(var most) ? most : null;
        return new LeaseRequest(
                number,
                chat.caller().brand(),
                target.provider(),
                target.model(),
                provider.sameForAll(),
                reserve,
                trail.keys());
    }

    /** The rules of failure-classes.md, section 1: whether another key, or another target, may cure that failure. */
    boolean goesOnAfter(Attempt attempt, Failure failure) {
        if (attempt.hurried() || !failure.failureClass().mayTryNextKey()) return false;
        if (!attempt.way().repeatsAfter(failure.failureClass(), attempt.slot() >= 0)) return false;
        boolean another = index + 1 < targets.size();
        if (another && trail.fleetFailures(attempt.target()) >= FLEET_FAILURES) index++;
        return true;
    }
}
