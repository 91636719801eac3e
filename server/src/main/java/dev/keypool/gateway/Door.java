package dev.keypool.gateway;

import dev.keypool.http.Authenticator;
import dev.keypool.http.Authenticator.Admission;
import dev.keypool.http.ShownSession;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import dev.keypool.values.Scope;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Who may come in: {@code Authorization: Bearer …} or, as Anthropic's clients send it, {@code x-api-key}; or a browser by its session. Thread-safe. */
final class Door {
    private static final CharSequence API_KEY = HttpHeaders.createOptimized("x-api-key");

    private final Authenticator authenticator;

    Door(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** The caller, or a {@link GatewayError.Raised} of 401 or 403. */
    Caller admit(HttpServerRequest request, Scope scope) {
        return switch (authenticator.admit(token(request), request)) {
            case Admission.Admitted admitted when admitted.caller().may(scope) -> admitted.caller();
            case Admission.Admitted _ -> throw lacks(scope);
            case Admission.Refused refused -> throw refusal(request, refused.refusal());
        };
    }

    /** Whether any token was shown, or a session. */
    boolean hasToken(HttpServerRequest request) {
        return token(request) != null || ShownSession.of(request) != null;
    }

    private static @Nullable String token(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null) return authorization;
        String key = request.getHeader(API_KEY);
        return key == null ? null : "Bearer " + key;
    }

    private static GatewayError.Raised lacks(Scope scope) {
        return GatewayError.of(
                        403,
                        "permission_error",
                        "insufficient_scope",
                        "This token lacks the scope " + scope.wire() + ". Use a token that has it.")
                .raised();
    }

    private static GatewayError.Raised refusal(HttpServerRequest request, Refusal refusal) {
        if (refusal.kind() != Refusal.Kind.UNAUTHENTICATED)
            return GatewayError.of(403, "permission_error", refusal.code(), refusal.sentence())
                    .raised();
        return GatewayError.of(401, "authentication_error", code(request, refusal), refusal.sentence())
                .raised();
    }

    /** The published codes; the control plane knows only one, so a malformed token is known by its published sentence. */
    private static String code(HttpServerRequest request, Refusal refusal) {
        if (refusal.code().equals(ShownSession.ENDED)) return ShownSession.ENDED;
        if (token(request) == null) return "missing_api_key";
        return refusal.sentence().startsWith("Invalid authentication token format")
                ? "invalid_token_format"
                : "invalid_api_key";
    }
}
