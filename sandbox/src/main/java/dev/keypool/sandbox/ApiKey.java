package dev.keypool.sandbox;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Where providers look for their key. */
final class ApiKey {
    private ApiKey() {}

    /** From {@code Authorization: Bearer …} or {@code Key …}, from AWS's signature, else from {@code x-api-key} or {@code api-key}. */
    static Optional<String> of(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            int space = authorization.indexOf(' ');
            String scheme = space < 0 ? "" : authorization.substring(0, space);
            if (scheme.equals(Signature.SCHEME)) {
                return accessKey(authorization);
            }
            boolean ours = scheme.equalsIgnoreCase("Bearer") || scheme.equalsIgnoreCase("Key");
            return ours ? notBlank(authorization.substring(space + 1)) : Optional.empty();
        }
        String header = request.getHeader("x-api-key");
        String other = header != null ? header : request.getHeader("api-key");
        return other == null ? Optional.empty() : notBlank(other);
    }

    /** The public half of an AWS key pair, from {@code Credential=KEY/…}. */
    private static Optional<String> accessKey(String authorization) {
        int from = authorization.indexOf("Credential=");
        int to = authorization.indexOf('/', from);
        return from < 0 || to < 0
                ? Optional.empty()
                : notBlank(authorization.substring(from + "Credential=".length(), to));
    }

    private static Optional<String> notBlank(String key) {
        return key.isBlank() ? Optional.empty() : Optional.of(key.strip());
    }
}
