package dev.keypool.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The HTTP side of the demo: calls of a stranger who knows nothing but the documentation. Confined to the demo's thread. */
final class DemoCalls {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int POLLS = 120;
    private static final Duration POLL = Duration.ofMillis(500);

    private final URI server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** What went wrong, for the person in front of the screen. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(String sentence) {
            super(sentence);
        }
    }

    /** A status and a body that is JSON. */
    record Reply(int status, JsonNode body) {}

    DemoCalls(URI server) {
        this.server = server;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Polls {@code /readyz} twice a second for a minute, with a dot each. */
    void waitUntilReady(PrintStream out) throws Failure, InterruptedException {
        String last = "no answer";
        for (int i = 0; i < POLLS; i++) {
            try {
                int status = http.send(
                                request(server.resolve("/readyz"), null).GET().build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status == 200) {
                    out.println(" ready.");
                    return;
                }
                last = "status " + status;
            } catch (IOException notYet) {
                last = "no answer";
            }
            out.print('.');
            out.flush();
            Thread.sleep(POLL);
        }
        throw new Failure("The server at " + server + " was not ready within 60 s (last: " + last
                + " from /readyz). Its log says why.");
    }

    Reply get(String path, String token) throws Failure, InterruptedException {
        return send(request(server.resolve(path), token).GET().build());
    }

    Reply post(String path, String token, ObjectNode body) throws Failure, InterruptedException {
        return send(request(server.resolve(path), token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    /** A GET at the sandbox, or wherever that is. */
    Reply elsewhere(URI uri) throws Failure, InterruptedException {
        return send(request(uri, null).GET().build());
    }

    private static HttpRequest.Builder request(URI uri, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(130));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private Reply send(HttpRequest request) throws Failure, InterruptedException {
        String call = request.method() + " " + request.uri();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), JSON.readTree(response.body()));
        } catch (JsonProcessingException notJson) {
            throw new Failure(call + " answered something that is not JSON.");
        } catch (IOException gone) {
            throw new Failure(
                    call + " failed: " + (gone.getMessage() == null ? "no connection" : gone.getMessage()) + ".");
        }
    }
}
