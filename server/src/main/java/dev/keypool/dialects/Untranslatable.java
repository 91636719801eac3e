package dev.keypool.dialects;

import org.jspecify.annotations.Nullable;

/** A request that cannot be said in the other dialect. No stack trace: it is an answer, not a fault. */
final class Untranslatable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String param;

    /**
     * @param param path of the member at fault, as the client wrote it: {@code messages[2].content}
     * @param sentence what was sent, what was expected, what to do
     */
    Untranslatable(@Nullable String param, String sentence) {
        super(sentence, null, false, false);
        this.param = param;
    }

    @Nullable
    String param() {
        return param;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
