package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keypool.e2e.Http.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A browser's part of the conversation: no token, a cookie, and a CSRF token where something is changed. */
record Visitor(Http http, String cookie, String csrf) {
    /** @param http without a token */
    static Visitor signIn(Http http, String token) {
        Reply reply = tryToSignIn(http, token);
        assertEquals(201, reply.status(), reply.text());
        return new Visitor(
                http,
                reply.header("Set-Cookie").split(";", 2)[0],
                reply.json().get("csrf_token").asText());
    }

    static Reply tryToSignIn(Http http, String token, String... headers) {
        return http.send("POST", "/dashboard/session", "{\"token\":\"" + token + "\"}", headers);
    }

    /** The same browser, of another start of the server. */
    Visitor on(Product product) {
        return new Visitor(product.http(null), cookie, csrf);
    }

    Reply get(String path) {
        return http.send("GET", path, null, "Cookie", cookie);
    }

    Reply send(String method, String path, @Nullable String body) {
        return http.send(method, path, body, "Cookie", cookie, "X-CSRF-Token", csrf);
    }

    Reply without(String method, String path, @Nullable String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Cookie", cookie));
        return http.send(method, path, body, all.toArray(String[]::new));
    }
}
