package dev.keypool.sandbox;

import org.jspecify.annotations.Nullable;

/** What a chat call asks for, as far as the sandbox cares. */
sealed interface Ask {
    /**
     * @param promptTokens one per started four characters of all {@code content} and {@code text} strings of the messages,
     *     at least 1
     * @param maxTokens {@code max_completion_tokens} or {@code max_tokens}, null when not sent
     */
    record Chat(
            String model,
            boolean stream,
            boolean includeUsage,
            int promptTokens,
            @Nullable Integer maxTokens) implements Ask {}

    /** Not a chat call; the sentence says why. */
    record Unreadable(String sentence) implements Ask {}
}
