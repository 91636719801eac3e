package dev.keypool.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/** The control endpoint {@code /_control}: settings in, books out. Thread-safe; not made for speed. */
final class Control {
    static final String PREFIX = "/_control/";
    private static final String KEYS = "/_control/keys";
    private static final int USUAL_LAST = 1000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Shelf shelf;

    Control(Shelf shelf) {
        this.shelf = shelf;
    }

    void handle(HttpServerRequest request, String path) {
        try {
            route(request, path);
        } catch (IllegalArgumentException bad) {
            fail(request, 400, String.valueOf(bad.getMessage()));
        }
    }

    private void route(HttpServerRequest request, String path) {
        String call = request.method().name() + " " + (path.startsWith(KEYS + "/") ? KEYS + "/" : path);
        switch (call) {
            case "GET " + KEYS -> send(request, 200, list());
            case "GET " + KEYS + "/" -> show(request, keyIn(path));
            case "PUT " + KEYS + "/" -> {
                String key = keyIn(path);
                request.body().onSuccess(body -> configure(request, key, body));
            }
            case "POST " + PREFIX + "reset" -> reset(request);
            default ->
                fail(
                        request,
                        404,
                        "No control call " + request.method() + " " + path
                                + ". There are GET /_control/keys, GET and PUT /_control/keys/{key}, POST /_control/reset.");
        }
    }

    private ObjectNode list() {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode keys = answer.putArray("keys");
        shelf.all().stream()
                .map(KeyBook::snapshot)
                .sorted(Comparator.comparing(Books::key))
                .forEach(books -> keys.add(BooksJson.write(JSON.createObjectNode(), books)));
        return answer;
    }

    private void show(HttpServerRequest request, String key) {
        String last = request.getParam("last", Integer.toString(USUAL_LAST));
        if (!last.matches("\\d{1,7}")) {
            fail(request, 400, "last must be a whole number of entries, 0 to 9999999; it was " + last + ".");
            return;
        }
        shelf.find(key)
                .ifPresentOrElse(
                        book -> send(request, 200, whole(book, Integer.parseInt(last))),
                        () -> fail(request, 404, "That key has neither been used nor configured."));
    }

    private static ObjectNode whole(KeyBook book, int last) {
        ObjectNode answer = BooksJson.write(JSON.createObjectNode(), book.snapshot());
        answer.set("settings", BehaviourJson.write(JSON.createObjectNode(), book.behaviour()));
        ArrayNode times = answer.putArray("request_times");
        book.requestTimes(last).forEach(time -> times.add(time.toString()));
        ArrayNode requestIds = answer.putArray("request_ids");
        book.requestIds(last).forEach(requestIds::add);
        ArrayNode attemptIds = answer.putArray("attempt_ids");
        book.attemptIds(last).forEach(attemptIds::add);
        return answer;
    }

    private void configure(HttpServerRequest request, String key, Buffer body) {
        try {
            JsonNode settings = JSON.readTree(body.getBytes());
            KeyBook book = shelf.of(key);
            book.configure(BehaviourJson.read(settings));
            send(request, 200, whole(book, 0));
        } catch (JsonProcessingException malformed) {
            fail(request, 400, "The body is not valid JSON; send an object of settings, such as {\"mode\": \"ok\"}.");
        } catch (IOException unreadable) {
            fail(request, 400, "The body could not be read; send a JSON object of settings.");
        } catch (IllegalArgumentException bad) {
            fail(request, 400, String.valueOf(bad.getMessage()));
        }
    }

    private void reset(HttpServerRequest request) {
        shelf.clear();
        send(request, 200, JSON.createObjectNode().put("reset", true));
    }

    private static String keyIn(String path) {
        String encoded = path.substring(KEYS.length() + 1).replace("+", "%2B");
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "The key in the path is not URL-encoded: a % must be followed by two hexadecimal digits.",
                    malformed);
        }
    }

    private static void fail(HttpServerRequest request, int status, String sentence) {
        send(request, status, JSON.createObjectNode().put("error", sentence));
    }

    private static void send(HttpServerRequest request, int status, ObjectNode body) {
        Json.send(request.response(), status, body.toString());
    }
}
