package dev.keypool.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a key behaves. Written in lower case on the wire ({@code error_500}). What each one does: README.md of the module. */
public enum Mode {
    OK,
    INVALID,
    NO_CREDIT,
    RATE_LIMITED,
    ERROR_500,
    ERROR_503,
    OVERLOADED,
    CONTEXT_TOO_LONG,
    CONTENT_FILTER,
    MODEL_NOT_FOUND,
    TOO_LARGE,
    CUSTOM,
    SLOW,
    SLOW_FIRST_TOKEN,
    SILENT,
    RESET,
    BROKEN_STREAM,
    STALLED_STREAM,
    MALFORMED_CHUNK,
    MISSING_DONE,
    ERROR_IN_200;

    /** The name on the wire and the reason in the books. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Mode> named(String wire) {
        return Arrays.stream(values()).filter(m -> m.wire().equals(wire)).findFirst();
    }

    static String allNames() {
        return Arrays.stream(values()).map(Mode::wire).collect(Collectors.joining(", "));
    }

    /** True when the mode shows only in the body of an answer, so calls other than chat do not feel it. */
    boolean onlyInAnswers() {
        return switch (this) {
            case SLOW_FIRST_TOKEN, BROKEN_STREAM, STALLED_STREAM, MALFORMED_CHUNK, MISSING_DONE, ERROR_IN_200 -> true;
            case OK,
                    INVALID,
                    NO_CREDIT,
                    RATE_LIMITED,
                    ERROR_500,
                    ERROR_503,
                    OVERLOADED,
                    CONTEXT_TOO_LONG,
                    CONTENT_FILTER,
                    MODEL_NOT_FOUND,
                    TOO_LARGE,
                    CUSTOM,
                    SLOW,
                    SILENT,
                    RESET -> false;
        };
    }
}
