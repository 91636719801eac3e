package dev.keypool.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import dev.keypool.values.Scope;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The control plane on a real socket, with the real document, fake operations and a clock that is set by hand. */
final class Plane implements AutoCloseable {
    static final Contract CONTRACT = Contract.load();
    static final String BASE = "/api/v1/integrations";

    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T12:00:00Z"));
    final int port;
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Plane() {
        this(Map.of(), new RateLimit(0, 1), true);
    }

    Plane(Map<String, Operation> operations) {
        this(operations, new RateLimit(0, 1), true);
    }

    Plane(Map<String, Operation> operations, RateLimit rate, boolean adminOpen) {
        InstantSource clock = now::get;
        ControlPlane plane = new ControlPlane(
                CONTRACT,
                everyOperation(operations),
                Plane::admit,
                new ForgetfulAnswers(),
                clock,
                new SecureRandom(),
                new ControlPlane.Settings(rate, adminOpen));
        Router router = Router.router(vertx);
        router.get("/boom").handler(routing -> {
            throw new IllegalStateException("the secret canary-7c1a is in here");
        });
        plane.mount(router);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .invalidRequestHandler(plane::refuseMalformed)
                .listen(0, "127.0.0.1")
                .await();
        port = server.actualPort();
    }

    /** A fake for each operation of the document: it answers 200 with what it was called with. */
    static Map<String, Operation> everyOperation(Map<String, Operation> own) {
        Map<String, Operation> all = new HashMap<>();
        CONTRACT.endpoints()
                .forEach(e -> all.put(e.id(), call -> Answer.ok(Map.of("success", true, "operation", e.id()))));
        all.putAll(own);
        return all;
    }

    static Authenticator.Admission admit(@Nullable String authorization) {
        Set<Scope> everything = EnumSet.complementOf(EnumSet.of(Scope.ADMIN));
        return switch (authorization == null ? "" : authorization) {
            case "Bearer client" -> admitted(Caller.Kind.CLIENT, "cli_one", everything);
            case "Bearer other" -> admitted(Caller.Kind.CLIENT, "cli_two", everything);
            case "Bearer reader" -> admitted(Caller.Kind.AGENT, "agt_reader", Set.of(Scope.INTEGRATIONS_READ));
            case "Bearer agent" -> admitted(Caller.Kind.AGENT, "agt_all", everything);
            case "Bearer admin" -> admitted(Caller.Kind.ADMIN, "admin", Set.of(Scope.ADMIN));
            case "Bearer inactive" ->
                new Authenticator.Admission.Refused(new Refusal(
                        Refusal.Kind.FORBIDDEN,
                        "inactive_client",
                        "The client cli_off is not active. Ask the operator to activate it."));
            default ->
                new Authenticator.Admission.Refused(new Refusal(
                        Refusal.Kind.UNAUTHENTICATED,
                        "unauthenticated",
                        "Invalid authentication token format. Expected: client_id:api_key:api_secret"));
        };
    }

    private static Authenticator.Admission admitted(Caller.Kind kind, String id, Set<Scope> scopes) {
        return new Authenticator.Admission.Admitted(new Caller(new BrandId(1), kind, id, scopes));
    }

    /** A response, read whole. */
    record Reply(int status, Map<String, String> headers, String text) {
        JsonNode json() {
            return Json.parse(text);
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "(none)");
        }

        String code() {
            return json().path("code").asText();
        }

        /** The fault at that place: {@code body.credentials}; missing when there is none. */
        JsonNode fault(String place) {
            for (JsonNode fault : json().path("detail")) {
                StringBuilder loc = new StringBuilder();
                fault.path("loc")
                        .forEach(part -> loc.append(loc.isEmpty() ? "" : ".").append(part.asText()));
                if (loc.toString().contentEquals(place)) return fault;
            }
            return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        }
    }

    Reply get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    Reply post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    /** As the token {@code client}, and JSON when there is a body, unless the headers (name, value, …) say otherwise; an empty value leaves one out. */
    Reply send(String method, String path, @Nullable String body, String... headers) {
        Map<String, String> all = new HashMap<>();
        all.put("Authorization", "Bearer client");
        if (body != null) all.put("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) all.put(headers[i], headers[i + 1]);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        all.forEach((name, value) -> {
            if (!value.isEmpty()) request.header(name, value);
        });
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        try {
            HttpResponse<String> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            Map<String, String> got = new HashMap<>();
            response.headers().map().forEach((name, values) -> got.put(name, String.join(", ", values)));
            return new Reply(response.statusCode(), got, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends bytes as they are and reads one answer. */
    Reply raw(byte[] request) {
        try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return Wire.read(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Reply raw(String request) {
        return raw(request.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        client.close();
        Objects.requireNonNull(server).close().await();
        vertx.close().await();
    }
}
