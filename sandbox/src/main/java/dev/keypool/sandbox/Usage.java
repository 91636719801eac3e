package dev.keypool.sandbox;

/**
 * Tokens of one answer, and their price. Immutable.
 *
 * @param prompt all prompt tokens, the cached ones included
 * @param completion all completion tokens, the reasoning ones included
 */
public record Usage(int prompt, int cached, int completion, int reasoning) {
    /** Nano-dollars per prompt token: $0.15 per million. */
    public static final long PROMPT_NANOS = 150;
    /** Nano-dollars per prompt token read from a cache: $0.075 per million. */
    public static final long CACHED_NANOS = 75;
    /** Nano-dollars per completion token: $0.60 per million. */
    public static final long COMPLETION_NANOS = 600;

    static final Usage NOTHING = new Usage(0, 0, 0, 0);

    /** What the provider bills for it, exact. */
    public long costNanos() {
        return (prompt - cached) * PROMPT_NANOS + cached * CACHED_NANOS + completion * COMPLETION_NANOS;
    }

    /** What is billed when only {@code sent} of {@code all} chunks went out: nothing for none, else the prompt and its share. */
    Usage delivered(int sent, int all) {
        if (sent == 0) {
            return NOTHING;
        }
        return new Usage(prompt, cached, share(completion, sent, all), share(reasoning, sent, all));
    }

    private static int share(int tokens, int sent, int all) {
        return (int) Math.ceilDiv((long) tokens * sent, all);
    }

    String json(boolean withCost) {
        StringBuilder json = new StringBuilder(220)
                .append("{\"prompt_tokens\":")
                .append(prompt)
                .append(",\"completion_tokens\":")
                .append(completion)
                .append(",\"total_tokens\":")
                .append(prompt + completion)
                .append(",\"prompt_tokens_details\":{\"cached_tokens\":")
                .append(cached)
                .append("},\"completion_tokens_details\":{\"reasoning_tokens\":")
                .append(reasoning)
                .append('}');
        if (withCost) {
            json.append(",\"cost\":").append(Usd.plain(costNanos()));
        }
        return json.append('}').toString();
    }
}
