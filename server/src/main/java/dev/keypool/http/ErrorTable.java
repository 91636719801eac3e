package dev.keypool.http;

import dev.keypool.values.Refusal;
import dev.keypool.values.Refusal.Fault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The one table from fault to HTTP (integrations contract, section 0). Only a {@link Refusal}'s words are shown. Stateless. */
public final class ErrorTable {
    private static final String RETRY_SOON = "5";

    private ErrorTable() {}

    /** The one shape of every error. {@code detail} is the sentence, or for 422 the list of faults. */
    private record Shape(boolean success, String error, String code, Object detail, String requestId) {}

    /** The status of each kind of refusal. */
    public static int status(Refusal.Kind kind) {
        return switch (kind) {
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case NOT_ACCEPTABLE -> 406;
            case CONFLICT -> 409;
            case GONE -> 410;
            case PRECONDITION_FAILED -> 412;
            case TOO_LARGE -> 413;
            case UNSUPPORTED_MEDIA_TYPE -> 415;
            case INVALID_JSON, INVALID -> 422;
            case TOO_MANY_REQUESTS -> 429;
            case UNAVAILABLE -> 503;
        };
    }

    /** The answer to a refusal, with the headers that its status needs. */
    public static Answer answer(Refusal refusal, String requestId) {
        int status = status(refusal.kind());
        Object detail = status == 422 ? faults(refusal) : refusal.sentence();
        return new Answer(
                status,
                new Shape(false, refusal.sentence(), refusal.code(), detail, requestId),
                headers(refusal, status));
    }

    /** The answer to anything that is our fault: nothing of it is shown but the id under which it was logged. */
    public static Answer internal(String requestId) {
        String sentence = "Internal error. Tell the operator the request id " + requestId + ".";
        return new Answer(500, new Shape(false, sentence, "internal_error", sentence, requestId), Map.of());
    }

    /** The answer to what is no HTTP request at all. */
    static Answer malformed(int status, String sentence, String requestId) {
        return new Answer(
                status,
                new Shape(false, sentence, "malformed_request", sentence, requestId),
                Map.of("Connection", "close"));
    }

    private static List<Fault> faults(Refusal refusal) {
        return refusal.faults().isEmpty()
                ? List.of(new Fault(List.of("body"), refusal.sentence(), refusal.code()))
                : refusal.faults();
    }

    private static Map<String, String> headers(Refusal refusal, int status) {
        Map<String, String> headers = new HashMap<>(refusal.headers());
        if (status == 401) headers.putIfAbsent("WWW-Authenticate", "Bearer");
        if (status == 429 || status == 503) headers.putIfAbsent("Retry-After", RETRY_SOON);
        return headers;
    }
}
