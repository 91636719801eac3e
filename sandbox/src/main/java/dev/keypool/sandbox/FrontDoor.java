package dev.keypool.sandbox;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** Routes by the end of the path, so that any provider's base path fits in front. Thread-safe. */
final class FrontDoor implements Handler<HttpServerRequest> {
    private final ChatCalls chats;
    private final OtherCalls others;
    private final Control control;

    FrontDoor(ChatCalls chats, OtherCalls others, Control control) {
        this.chats = chats;
        this.others = others;
        this.control = control;
    }

    @Override
    public void handle(HttpServerRequest request) {
        String asked = request.path();
        String path = asked == null ? "" : asked;
        if (path.startsWith(Control.PREFIX)) {
            control.handle(request, path);
        } else if (request.method().equals(HttpMethod.POST) && path.endsWith("/chat/completions")) {
            chats.handle(request, Played.of(path));
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
