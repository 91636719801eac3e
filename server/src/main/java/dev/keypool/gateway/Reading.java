package dev.keypool.gateway;

import dev.keypool.values.Surface;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Reads what a caller asks. Confined to its request. */
final class Reading {
    private final Surface surface;
    private final HttpServerRequest request;
    private final GatewaySettings settings;
    private final Runnable progress;
    private @Nullable BodyReader reader;

    /** @param progress called whenever bytes came */
    Reading(Surface surface, HttpServerRequest request, GatewaySettings settings, Runnable progress) {
        this.surface = surface;
        this.request = request;
        this.settings = settings;
        this.progress = progress;
    }

    /** What is asked, or a {@link GatewayError.Raised} that says what is wrong with it. */
    Future<Ask> ask() {
        var whole = new BodyReader(request, settings.bodyLimit(), progress);
        reader = whole;
        return whole.read().map(bytes -> BodyScan.of(surface, bytes, bounds(), traceAsked()));
    }

    private Bounds bounds() {
        return new Bounds(Math.toIntExact(settings.longestDeadline().toMillis()));
    }

    private boolean traceAsked() {
        String query = request.query();
        return query != null && ("&" + query + "&").contains("&include_route_trace=true&");
    }

    /** No more is waited for. */
    void stop(GatewayError why) {
        if (reader != null) reader.stop(why);
    }
}
