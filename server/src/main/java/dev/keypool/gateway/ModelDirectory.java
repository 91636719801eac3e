package dev.keypool.gateway;

import dev.keypool.pool.Lease;
import dev.keypool.pool.LeaseRequest;
import dev.keypool.pool.LeaseResult;
import dev.keypool.pool.Outcome;
import dev.keypool.providers.KeyAccess;
import dev.keypool.providers.Provider;
import dev.keypool.values.BrandId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each provider of a brand lists as its models, fetched with one of the brand's keys and kept for some minutes.
 * Thread-safe. A model list is no chat request: it takes no place under a key's limits and does not touch its health. A list
 * that cannot be had is not asked for again for a minute, and the one before stays in use.
 */
final class ModelDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(ModelDirectory.class);
    private static final int LIMIT = 16 << 20;
    private static final long PATIENCE_MS = 5_000;
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

    private final GatewayParts parts;
    private final Map<Place, Listing> listings = new ConcurrentHashMap<>();
    private final Map<Place, Future<Listing>> loading = new ConcurrentHashMap<>();

    private record Place(BrandId brand, String provider) {}

    ModelDirectory(GatewayParts parts) {
        this.parts = parts;
    }

    /** Model ids that the provider is known to list; empty when nothing is known of it. */
    Set<String> known(BrandId brand, String provider) {
        Listing listing = listings.get(new Place(brand, provider));
        return listing == null ? Set.of() : listing.ids();
    }

    /**
     * Whether there is enough to tell the brand's providers apart: a list of each, or only one provider. Lists that are out
     * of date are asked for again behind the request's back.
     */
    boolean atHand(Loop loop, BrandId brand) {
        List<String> providers = parts.pool().providers(brand);
        if (providers.size() < 2) return true;
        boolean all = true;
        for (String provider : providers) {
            Place place = new Place(brand, provider);
            if (!listings.containsKey(place)) all = false;
            else if (recent(place) == null && !loading.containsKey(place)) load(loop, place);
        }
        return all;
    }

    /** The lists of all providers for which the brand has a key, in selection order. Never fails. */
    Future<List<Listing>> load(Loop loop, BrandId brand) {
        List<Future<Listing>> all = new ArrayList<>();
        for (String provider : parts.pool().providers(brand)) all.add(load(loop, new Place(brand, provider)));
        return Future.all(all).map(done -> done.<Listing>list());
    }

    private @Nullable Listing recent(Place place) {
        Listing listing = listings.get(place);
        return listing != null && listing.until() - parts.nanos().getAsLong() > 0 ? listing : null;
    }

    private Future<Listing> load(Loop loop, Place place) {
        Listing recent = recent(place);
        if (recent != null) return Future.succeededFuture(recent);
        Promise<Listing> mine = Promise.promise();
        Future<Listing> theirs = loading.putIfAbsent(place, mine.future());
        if (theirs != null) return here(loop.context(), theirs);
        fetch(loop, place)
                .transform(result -> {
                    Listing listing = result.succeeded() ? result.result() : failed(place, result.cause());
                    listings.put(place, listing);
                    loading.remove(place);
                    return Future.succeededFuture(listing);
                })
                .onComplete(mine);
        return mine.future();
    }

    /** What another event loop is fetching, given out on this one. */
    private static Future<Listing> here(Context context, Future<Listing> elsewhere) {
        Promise<Listing> here = Promise.promise();
        elsewhere.onComplete(result -> context.runOnContext(_ -> here.handle(result)));
        return here.future();
    }

    private Listing failed(Place place, Throwable cause) {
        LOG.info(
                "No model list of {} for brand {}: {}",
                place.provider(),
                place.brand().value(),
                cause.getMessage());
        long until = parts.nanos().getAsLong() + AFTER_FAILURE.toNanos();
        Listing before = listings.get(place);
        return before == null ? Listing.empty(place.provider(), until) : before.usedUntil(until);
    }

    private Future<Listing> fetch(Loop loop, Place place) {
        Provider provider = parts.catalogue().find(place.provider()).orElse(null);
        String path = provider == null ? null : provider.modelsPath();
        long until = parts.nanos().getAsLong() + parts.settings().modelsFor().toNanos();
        if (path == null) return Future.succeededFuture(Listing.empty(place.provider(), until));
        KeyAccess access = borrow(place);
        if (access == null) return Future.failedFuture("no key of it is free");
        Promise<Buffer> body = Promise.promise();
        loop.upstream()
                .request(access, HttpMethod.GET, path)
                .onSuccess(request -> ask(request, body))
                .onFailure(fault -> body.tryFail("it cannot be reached"));
        return body.future()
                .compose(bytes -> parts.vertx().executeBlocking(() -> parse(place, bytes, until), false))
                .map(java.util.Objects::requireNonNull);
    }

    private static Listing parse(Place place, Buffer body, long until) throws IOException {
        return Listing.read(place.provider(), body.getBytes(), until);
    }

    /** A key that may be used now, given back at once and unsent: it is only read with. */
    private @Nullable KeyAccess borrow(Place place) {
        Instant now = parts.clock().instant();
        if (!(parts.pool().lease(LeaseRequest.free(place.brand(), place.provider()), now)
                instanceof LeaseResult.Leased(Lease lease))) return null;
        lease.settle(new Outcome.Abandoned(), null, now);
        return parts.keys().open(place.brand(), lease.key()).orElse(null);
    }

    private void ask(HttpClientRequest request, Promise<Buffer> body) {
        long timer = parts.vertx().setTimer(PATIENCE_MS, _ -> {
            if (body.tryFail("it did not answer in time")) request.reset();
        });
        body.future().onComplete(_ -> parts.vertx().cancelTimer(timer));
        request.send()
                .onSuccess(response -> receive(response, body))
                .onFailure(fault -> body.tryFail("it closed the connection"));
    }

    private static void receive(HttpClientResponse response, Promise<Buffer> body) {
        Buffer so = Buffer.buffer();
        response.handler(chunk -> {
            so.appendBuffer(chunk);
            if (so.length() > LIMIT && body.tryFail("it is too long"))
                response.request().reset();
        });
        response.exceptionHandler(fault -> body.tryFail("it broke off"));
        response.endHandler(end -> {
            if (response.statusCode() == 200) body.tryComplete(so);
            else body.tryFail("status " + response.statusCode());
        });
    }
}
