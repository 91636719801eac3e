package dev.keypool.values;

import java.util.List;
import java.util.Map;

/**
 * A caller's mistake or a passing state, with a sentence that may be shown: what was sent, what was expected, what to do.
 * {@code http.ErrorTable} alone turns the kind into a status. Carries no stack trace, since it is an answer, not a fault.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String code;
    private final transient List<Fault> faults;
    private final transient Map<String, String> headers;

    /** What sort of refusal, in the words of HTTP but without its numbers. */
    public enum Kind {
        INVALID_JSON,
        UNAUTHENTICATED,
        FORBIDDEN,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        NOT_ACCEPTABLE,
        CONFLICT,
        GONE,
        PRECONDITION_FAILED,
        TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        INVALID,
        TOO_MANY_REQUESTS,
        UNAVAILABLE
    }

    /**
     * One fault of a request.
     *
     * @param loc where, outermost first: {@code ["query", "limit"]}, {@code ["body", "credentials", "api_key"]}
     * @param msg what is wrong and what is expected; never echoes a credential
     * @param type a stable word, for example {@code unknown_field}
     */
    public record Fault(List<String> loc, String msg, String type) {
        public Fault {
            loc = List.copyOf(loc);
        }
    }

    public Refusal(Kind kind, String code, String sentence) {
        this(kind, code, sentence, List.of(), Map.of());
    }

    public Refusal(Kind kind, String code, String sentence, List<Fault> faults, Map<String, String> headers) {
        super(sentence, null, false, false);
        this.kind = kind;
        this.code = code;
        this.faults = List.copyOf(faults);
        this.headers = Map.copyOf(headers);
    }

    /** Validation failed; the sentence is the first fault's. */
    public static Refusal invalid(List<Fault> faults) {
        return new Refusal(Kind.INVALID, "validation_error", faults.getFirst().msg(), faults, Map.of());
    }

    public Kind kind() {
        return kind;
    }

    /** Stable snake_case word for programs. */
    public String code() {
        return code;
    }

    public String sentence() {
        return java.util.Objects.requireNonNull(getMessage());
    }

    public List<Fault> faults() {
        return faults;
    }

    /** Response headers that belong to this refusal, such as {@code Retry-After}. */
    public Map<String, String> headers() {
        return headers;
    }
}
