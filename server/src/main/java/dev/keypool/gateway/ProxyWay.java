package dev.keypool.gateway;

import dev.keypool.values.FailureClass;
import dev.keypool.values.Surface;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import java.util.Set;

/**
 * Any call of a provider's own API, with a pooled key put in. Its answer is let through as it comes, but for those that speak
 * of the key or of the provider's state: they are classified as everywhere. Immutable.
 *
 * @param path below the key's base URL, with the query
 */
record ProxyWay(HttpMethod method, String path, Outgoing outgoing) implements Way {
    /** Calls that may be made twice without doing more than once. */
    private static final Set<HttpMethod> IDEMPOTENT =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.PUT, HttpMethod.DELETE);

    static ProxyWay of(FlowAsk ask) {
        String query = ask.request().query();
        String below = ask.path().substring(ask.path().indexOf('/'));
        return new ProxyWay(ask.method(), query == null ? below : below + "?" + query, ask.outgoing(""));
    }

    @Override
    public Intake intake(int status, String contentType) {
        return switch (status) {
            case 401, 402, 403, 408, 429 -> Intake.WHOLE;
            default -> status >= 500 ? Intake.WHOLE : Intake.BYTES;
        };
    }

    /** What a provider may have begun to do is not asked of it again. */
    @Override
    public boolean repeatsAfter(FailureClass failure, boolean sent) {
        if (!outgoing.repeatable()) return false;
        return switch (failure) {
            case KEY_INVALID, KEY_NO_CREDIT, RATE_LIMITED, PROVIDER_OVERLOADED -> true;
            case PROVIDER_ERROR, TIMEOUT, CALLER_ERROR, CONTENT_FILTER, CONTEXT_TOO_LONG, MODEL_NOT_FOUND ->
                !sent || IDEMPOTENT.contains(method);
        };
    }

    @Override
    public Cutter cutter(EventCutter.Sink sink) {
        return new EventCutter(sink);
    }

    @Override
    public Listener listener(Tally tally) {
        return new TypedListener(tally, Surface.PROXY);
    }

    @Override
    public Optional<Taken> whole(byte[] body) {
        return Optional.empty();
    }
}
