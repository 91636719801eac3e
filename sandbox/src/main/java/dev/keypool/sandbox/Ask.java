package dev.keypool.sandbox;

import org.jspecify.annotations.Nullable;

/** What a call asks for, as far as the sandbox cares. */
sealed interface Ask {
    /**
     * @param includeUsage whether a chat stream's usage was asked for
     * @param promptTokens one per started four characters of the texts in the request, at least 1
     * @param maxTokens the most tokens that the text of the answer may have, null when not sent
     * @param wish what goes beyond plain text
     * @param play how the call is answered
     */
    record Call(
            String model,
            boolean stream,
            boolean includeUsage,
            int promptTokens,
            @Nullable Integer maxTokens,
            Wish wish,
            Play play)
            implements Ask {

        /** A call without a stream and without conversation. */
        static Call plain(String model, int promptTokens, Play play) {
            return new Call(model, false, false, promptTokens, null, Wish.NONE, play);
        }
    }

    /** Not such a call. */
    record Wrong(Refusal refusal) implements Ask {
        static Wrong because(String sentence) {
            return new Wrong(Refusal.badRequest(sentence));
        }
    }

    /** Makes the answer. */
    @FunctionalInterface
    interface Play {
        Answer answer(Performance performance);
    }
}
