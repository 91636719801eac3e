package dev.keypool.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A billed call as it arrived at the provider. Immutable. */
public final class SeenCall {
    private final String method;
    private final String uri;
    private final Map<String, String> headers;
    private final byte[] body;

    SeenCall(Incoming call) {
        this.method = call.request().method().name();
        this.uri = String.valueOf(call.request().uri());
        this.headers = new TreeMap<>();
        call.request().headers().forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        this.body = call.body().getBytes();
    }

    public String method() {
        return method;
    }

    /** Path and query as they were sent, percent-encoding included. */
    public String uri() {
        return uri;
    }

    /** A header's first value by its name in any case, null when it was not sent. */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** Names in lower case, with their first values. */
    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    public byte[] body() {
        return body.clone();
    }

    /** The body read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
