package dev.keypool.dialects;

import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * The middle form of a stream. Parts come one after the other and never interleave ({@link Sequence} sees to that):
 * {@code Started (Begun (More | Signed)* Closed)* Stopped Used? Ended}, with {@code Used} allowed anywhere and the last one
 * valid, or {@code Failed} at any time, after which nothing comes. Immutable.
 */
sealed interface Step {
    /** The first step. Both null when the provider does not say. */
    record Started(@Nullable String id, @Nullable String model) implements Step {}

    /**
     * A part begins.
     *
     * @param head that part, so far empty: {@code Text("")}, {@code ToolCall(id, name, "")}, {@code Thinking("", null)}
     */
    record Begun(Part head) implements Step {}

    /** More of the open part: its text, its thinking, its refusal or its arguments. Never empty. */
    record More(String text) implements Step {}

    /** The open {@link Part.Thinking} is signed, tagged as there. */
    record Signed(String signature) implements Step {}

    /** The open part is whole. */
    record Closed() implements Step {}

    record Stopped(Reply.Stop stop) implements Step {}

    /** Tokens so far; the last one counts. */
    record Used(TokenUsage usage) implements Step {}

    /** The provider's stream is at its end, in good order. */
    record Ended() implements Step {}

    /**
     * The provider reported an error inside the stream.
     *
     * @param type its word for it, for example {@code overloaded_error}
     * @param code its code, null when none
     */
    record Failed(String type, @Nullable String code, String message) implements Step {}
}
