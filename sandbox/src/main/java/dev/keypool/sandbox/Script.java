package dev.keypool.sandbox;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * A key's answer, made ready when the key is set so that a call only joins strings. Immutable.
 *
 * @param text the whole content
 * @param textTokens completion tokens of the text, without reasoning
 * @param choices the {@code choices} of a whole answer, as JSON
 * @param deltas the {@code choices} of each content chunk, as JSON
 * @param pieces the text of each content chunk
 */
record Script(
        Reply reply,
        String text,
        int textTokens,
        String finish,
        String choices,
        List<String> deltas,
        List<String> pieces) {
    private static final int CHARACTERS_PER_TOKEN = 4;

    /**
     * The text is repeated until each chunk has at least one character, so an answer reads (and costs) the same whether it
     * is streamed or not.
     */
    static Script of(Reply reply, int chunks) {
        StringBuilder text = new StringBuilder(reply.text());
        while (text.codePointCount(0, text.length()) < chunks) {
            text.append(' ').append(reply.text());
        }
        Integer set = reply.completionTokens();
        int tokens = set != null ? set : tokens(text.length());
        return of(reply, text.toString(), tokens, "stop", chunks);
    }

    /** The same, cut off by the caller's {@code max_tokens}; itself when it fits. */
    Script within(int maxTokens) {
        if (textTokens <= maxTokens) {
            return this;
        }
        int end = reply.completionTokens() != null ? text.length() : maxTokens * CHARACTERS_PER_TOKEN;
        boolean splitsPair = end > 0 && end < text.length() && Character.isLowSurrogate(text.charAt(end));
        return of(reply, text.substring(0, splitsPair ? end - 1 : end), maxTokens, "length", deltas.size());
    }

    /** Another text in as many chunks at most, ended for that reason; its tokens go by its length. */
    Script saying(String other, String reason) {
        String whole = other.isEmpty() ? " " : other;
        int chunks = Math.min(deltas.size(), whole.codePointCount(0, whole.length()));
        Reply said = new Reply(whole, null, reply.cachedTokens(), reply.reasoningTokens());
        return of(said, whole, tokens(whole.length()), reason, chunks);
    }

    /** Tokens of a text of so many characters (UTF-16 units). */
    static int tokens(long characters) {
        return (int) Math.ceilDiv(characters, CHARACTERS_PER_TOKEN);
    }

    Usage usage(int promptTokens) {
        return new Usage(
                promptTokens,
                Math.min(reply.cachedTokens(), promptTokens),
                textTokens + reply.reasoningTokens(),
                reply.reasoningTokens());
    }

    private static Script of(Reply reply, String text, int tokens, String finish, int chunks) {
        String choices = "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":" + quoted(text)
                + ",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"" + finish + "\"}]";
        List<String> pieces = pieces(text, chunks);
        List<String> deltas = pieces.stream()
                .map(p -> "[{\"index\":0,\"delta\":{\"content\":" + quoted(p) + "},\"finish_reason\":null}]")
                .toList();
        return new Script(reply, text, tokens, finish, choices, deltas, pieces);
    }

    private static List<String> pieces(String text, int count) {
        int points = text.codePointCount(0, text.length());
        List<String> pieces = new ArrayList<>(count);
        int from = 0;
        for (int i = 0; i < count; i++) {
            int length = (int) ((long) points * (i + 1) / count - (long) points * i / count);
            int to = text.offsetByCodePoints(from, length);
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
