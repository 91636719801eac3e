package dev.keypool.sandbox;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** Routes by the end of the path, so that any provider's base path fits in front. Thread-safe. */
final class FrontDoor implements Handler<HttpServerRequest> {
    private final BilledCalls billed;
    private final Surfaces surfaces = new Surfaces();
    private final OtherCalls others;
    private final Control control;

    FrontDoor(BilledCalls billed, OtherCalls others, Control control) {
        this.billed = billed;
        this.others = others;
        this.control = control;
    }

    @Override
    public void handle(HttpServerRequest request) {
        String asked = request.path();
        String path = asked == null ? "" : asked;
        Surface surface = surfaces.at(request.method(), path);
        if (path.startsWith(Control.PREFIX)) {
            control.handle(request, path);
        } else if (surface != null) {
            billed.handle(request, path, surface);
        } else if (request.method().equals(HttpMethod.GET) || isTestCall(path)) {
            others.handle(new OtherCalls.Errand(request, path, Played.of(path)));
        } else {
            Json.refuse(
                    request.response(),
                    Played.of(path),
                    Refusal.notFound(request.method().name(), path));
        }
    }

    /** The two providers (Cohere, NVIDIA) whose cheap test call is a POST. Any other POST is a mistake worth a 404. */
    private static boolean isTestCall(String path) {
        return path.endsWith("/check-api-key") || path.endsWith("/get-caller-info");
    }
}
