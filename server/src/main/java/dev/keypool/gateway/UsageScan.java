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
 * their {@code …_details}, DeepSeek's {@code prompt_cache_hit_tokens}, OpenRouter's {@code cost} and Perplexity's
 * {@code cost.total_cost} (both in dollars). Confined to one call.
 */
final class UsageScan {
    /** More digits than any real price has: what is beyond is no price. */
    private static final int MOST_DIGITS = 40;

    private long input;
    private long output;
    private long cached;
    private long reasoning;
    private @Nullable Money cost;

    /** Reads the object that the parser stands at the beginning of, to its end. */
    void read(JsonParser p) throws IOException {
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            switch (name) {
                case "prompt_tokens", "input_tokens" -> input = count(p);
                case "completion_tokens", "output_tokens" -> output = count(p);
                case "prompt_cache_hit_tokens", "cached_tokens" -> cached = count(p);
                case "reasoning_tokens" -> reasoning = count(p);
                case "prompt_tokens_details", "completion_tokens_details" -> details(p);
                case "cost" -> cost(p);
                default -> p.skipChildren();
            }
        }
    }

    TokenUsage usage() {
        return new TokenUsage(input, output, cached, reasoning);
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
                case "reasoning_tokens" -> reasoning = count(p);
                default -> p.skipChildren();
            }
        }
    }

    private void cost(JsonParser p) throws IOException {
        if (!p.hasToken(JsonToken.START_OBJECT)) {
            cost = money(p);
            return;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            boolean total = p.currentName().equals("total_cost");
            p.nextToken();
            if (total) cost = money(p);
            else p.skipChildren();
        }
    }

    private static long count(JsonParser p) throws IOException {
        if (p.hasToken(JsonToken.VALUE_NUMBER_INT) && p.getNumberType() != JsonParser.NumberType.BIG_INTEGER)
            return Math.max(0, p.getLongValue());
        p.skipChildren();
        return 0;
    }

    private static @Nullable Money money(JsonParser p) throws IOException {
        JsonToken token = p.currentToken();
        if (!token.isNumeric()) {
            p.skipChildren();
            return null;
        }
        BigDecimal amount = p.getDecimalValue();
        boolean sensible = amount.signum() >= 0
                && amount.precision() <= MOST_DIGITS
                && Math.abs((long) amount.scale()) <= MOST_DIGITS
                && amount.precision() - amount.scale() <= 9;
        return sensible ? Money.of(amount) : null;
    }
}
