package dev.keypool.integrations;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A provider of scripted answers over real HTTP, which remembers what it was asked. */
final class FakeProvider implements AutoCloseable {
    private record Reply(int status, String body, Map<String, String> headers) {}

    /** One request as it came; {@code headers} by lower-case name. */
    record Asked(String method, String uri, Map<String, String> headers, String body) {}

    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    FakeProvider(Vertx vertx) {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body.toString())))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** Answers that path, or path with query, so from now on; a status of 0 never answers. JSON with single quotes. */
    FakeProvider answers(String path, int status, String json) {
        replies.put(path, new Reply(status, json.replace('\'', '"'), Map.of()));
        return this;
    }

    /** Forgets all answers and what was asked. */
    void reset() {
        replies.clear();
        asked.clear();
    }

    FakeProvider redirects(String path, String to) {
        replies.put(path, new Reply(302, "", Map.of("Location", to)));
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpServerRequest request, String body) {
        Map<String, String> headers = new ConcurrentHashMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
        asked.add(new Asked(request.method().name(), request.uri(), headers, body));
        Reply other = replies.getOrDefault(request.path(), new Reply(404, "{}", Map.of()));
        Reply reply = replies.getOrDefault(request.uri(), other);
        if (reply.status() == 0) return;
        reply.headers().forEach(request.response()::putHeader);
        request.response().setStatusCode(reply.status()).end(reply.body());
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
