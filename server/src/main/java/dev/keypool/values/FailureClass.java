package dev.keypool.values;

/**
 * Whose fault a failed attempt was. The class decides whether the attempt counts against the key, what cools and what is
 * tried next (integrations contract, sections 6 and 7; what the words mean: {@code failure-classes.md} of the research).
 */
public enum FailureClass {
    /** The provider refuses the key. */
    KEY_INVALID,
    /** The key's account has no money or its own spend cap is reached. */
    KEY_NO_CREDIT,
    /** A passing limit of the key. */
    RATE_LIMITED,
    /** The provider has no capacity for anybody. */
    PROVIDER_OVERLOADED,
    /** The provider answered nonsense, a 5xx, or broke the connection. */
    PROVIDER_ERROR,
    /** No answer, or no next byte, in time. */
    TIMEOUT,
    /** The request itself is wrong. */
    CALLER_ERROR,
    /** The provider's moderation refused the content. */
    CONTENT_FILTER,
    /** The request does not fit the model's window. */
    CONTEXT_TOO_LONG,
    /** The model does not exist there, or not for this key. */
    MODEL_NOT_FOUND;

    /** True when the key or its provider did wrong, so that the key's {@code consecutive_failures} grows. */
    public boolean countsAgainstKey() {
        return switch (this) {
            case KEY_INVALID, KEY_NO_CREDIT, RATE_LIMITED, PROVIDER_OVERLOADED, PROVIDER_ERROR, TIMEOUT -> true;
            case CALLER_ERROR, CONTENT_FILTER, CONTEXT_TOO_LONG, MODEL_NOT_FOUND -> false;
        };
    }

    /** True when another key of the same provider may do better with the same request. */
    public boolean mayTryNextKey() {
        return switch (this) {
            case KEY_INVALID,
                    KEY_NO_CREDIT,
                    RATE_LIMITED,
                    PROVIDER_OVERLOADED,
                    PROVIDER_ERROR,
                    TIMEOUT,
                    MODEL_NOT_FOUND -> true;
            case CALLER_ERROR, CONTENT_FILTER, CONTEXT_TOO_LONG -> false;
        };
    }

    /** The name on the wire, for example {@code rate_limited}. */
    public String wire() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
