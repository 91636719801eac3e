package dev.keypool.providers;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of a provider with the credential filled in. Its headers, and for some its body, are the credential: confined to
 * its use, never logged, with no useful {@code toString}.
 */
public record PreparedCall(
        String method,
        URI uri,
        Map<String, String> headers,
        @Nullable String body) {
    public PreparedCall {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "PreparedCall(" + method + " " + uri.getHost() + ")";
    }
}
