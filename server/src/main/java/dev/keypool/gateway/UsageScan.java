package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code usage} object as OpenAI-dialect providers write it: {@code prompt_tokens}, {@code completion_tokens} and
 * their {@code …_details}, DeepSeek's {@code prompt_cache_hit_tokens}, OpenRouter's {@code cost}, Perplexity's
 * {@code cost.total_cost} and DeepInfra's {@code estimated_cost} (in dollars), xAI's {@code cost_in_usd_ticks} (10⁻¹⁰
 * dollar); and as OpenAI's Responses and Anthropic do ({@code input_tokens}, {@code cache_read_input_tokens}, …). Confined to
 * one call.
 */
final class UsageScan {
    /** More tokens than any request has: a count beyond is none. */
    private static final long MOST_TOKENS = 1_000_000_000_000L;

    private static final int TICK_SCALE = 10;
    /** More digits than any real price has: what is beyond is no price. */
    private static final int MOST_DIGITS = 40;

    private long input;
    private long output;
    private long cached;
    private long reasoning;
    private long cacheWritten;
    private long total;
    private long read;
    private long created;
    private boolean apart;
    private boolean outputTold;
    private @Nullable Money cost;

    /** Reads the object that the parser stands at the beginning of, to its end. */
    void read(JsonParser p) throws IOException {
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            switch (name) {
                case "prompt_tokens" -> input = count(p);
                case "input_tokens" -> {
                    input = count(p);
                    apart = true;
                }
                case "completion_tokens", "output_tokens" -> {
                    output = count(p);
                    outputTold = true;
                }
                case "cache_read_input_tokens" -> read = count(p);
                case "cache_creation_input_tokens" -> created = count(p);
                case "prompt_cache_hit_tokens", "cached_tokens" -> cached = count(p);
                case "reasoning_tokens" -> reasoning = count(p);
                case "prompt_tokens_details",
                        "completion_tokens_details",
                        "input_tokens_details",
                        "output_tokens_details" -> details(p);
                case "total_tokens" -> total = count(p);
                case "cost" -> cost(p);
                case "estimated_cost" -> cost = money(p, 0);
                case "cost_in_usd_ticks" -> cost = money(p, TICK_SCALE);
                default -> p.skipChildren();
            }
        }
    }

    /**
     * Gemini and xAI leave the reasoning out of {@code completion_tokens} and count it in {@code total_tokens} alone; it is
     * billed as output everywhere, so it is put back.
     */
    TokenUsage usage() {
        if (apart && read + created > 0) // Anthropic counts what its cache gave and took beside the input, not in it.
        return new TokenUsage(input + read + created, output, read, reasoning, created);
        long unseen = Math.max(0, total - input - output);
        boolean hidden = unseen > 0 && (reasoning == 0 || reasoning == unseen) && unseen != cached + cacheWritten;
        if (!hidden) return new TokenUsage(input, output, cached, reasoning, cacheWritten);
        return new TokenUsage(input, output + unseen, cached, unseen, cacheWritten);
    }

    /** The same where a stream tells its usage in pieces, first the input, then the output: what is not told stays as it was. */
    TokenUsage over(@Nullable TokenUsage before) {
        if (before == null) return usage();
        if (apart && cached + cacheWritten == 0) keepPieces(before);
        TokenUsage now = usage();
        boolean first = now.input() == 0;
        return new TokenUsage(
                first ? before.input() : now.input(),
                outputTold ? now.output() : before.output(),
                first ? before.cached() : now.cached(),
                Math.max(before.reasoning(), now.reasoning()),
                first ? before.cacheWritten() : now.cacheWritten());
    }

    /** Where the cache's tokens stand beside the input, each of the three may be told without the others. */
    private void keepPieces(TokenUsage before) {
        if (input == 0) input = Math.max(0, before.input() - before.cached() - before.cacheWritten());
        if (read == 0) read = before.cached();
        if (created == 0) created = before.cacheWritten();
    }

    /** The provider's own price, null when it names none or it is no sensible number. */
    @Nullable
    Money cost() {
        return cost;
    }

    private void details(JsonParser p) throws IOException {
        if (!p.hasToken(JsonToken.START_OBJECT)) {
            p.skipChildren();
            return;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            switch (name) {
                case "cached_tokens" -> cached = count(p);
                case "cache_write_tokens" -> cacheWritten = count(p);
                case "reasoning_tokens", "thinking_tokens" -> reasoning = count(p);
                default -> p.skipChildren();
            }
        }
    }

    private void cost(JsonParser p) throws IOException {
        if (!p.hasToken(JsonToken.START_OBJECT)) {
            cost = money(p, 0);
            return;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            boolean sum = p.currentName().equals("total_cost");
            p.nextToken();
            if (sum) cost = money(p, 0);
            else p.skipChildren();
        }
    }

    private static long count(JsonParser p) throws IOException {
        if (p.hasToken(JsonToken.VALUE_NUMBER_INT) && p.getNumberType() != JsonParser.NumberType.BIG_INTEGER)
            return plausible(p.getLongValue());
        p.skipChildren();
        return 0;
    }

    private static long plausible(long count) {
        return count < 0 || count > MOST_TOKENS ? 0 : count;
    }

    /** @param scale how many digits of the number stand behind the point of a dollar */
    private static @Nullable Money money(JsonParser p, int scale) throws IOException {
        JsonToken token = p.currentToken();
        if (!token.isNumeric()) {
            p.skipChildren();
            return null;
        }
        BigDecimal amount = p.getDecimalValue();
        boolean sensible = amount.signum() >= 0
                && amount.precision() <= MOST_DIGITS
                && Math.abs((long) amount.scale()) <= MOST_DIGITS
                && amount.precision() - amount.scale() - scale <= 9;
        return sensible ? Money.of(amount.movePointLeft(scale)) : null;
    }
}
