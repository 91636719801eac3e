package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.keypool.metering.WorstCase;
import java.io.IOException;

/** OpenAI's completions of old: each prompt of a list gets its own answers. */
final class CompletionMembers extends Members {
    private static final String PROMPT = "prompt must be a text, a list of texts, or tokens.";

    private final CostScan cost = new CostScan(Plain.COMPLETIONS);
    private int prompts = 1;
    private int each = 1;

    CompletionMembers(Bounds bounds) {
        super(bounds);
    }

    @Override
    void member(JsonParser p, String name) throws IOException {
        cost.member(p, name);
        switch (name) {
            case "prompt" -> prompt(p, name);
            // OpenAI takes 16 where nothing is said, others take hundreds or all there is: no bound to rely on.
            case "max_tokens" -> cost.maxTokens(bounds.whole(p, name, 1, Integer.MAX_VALUE));
            case "n", "best_of" -> {
                Integer more = bounds.whole(p, name, 1, 128);
                if (more != null) each = Math.max(each, more);
            }
            case "temperature" -> bounds.number(p, name, 0.0, 2.0);
            case "top_p" -> bounds.number(p, name, 0.0, 1.0);
            default -> p.skipChildren();
        }
    }

    private void prompt(JsonParser p, String name) throws IOException {
        once(name);
        if (p.hasToken(JsonToken.VALUE_STRING)) {
            p.skipChildren();
            return;
        }
        if (!p.hasToken(JsonToken.START_ARRAY)) throw wrong(name, PROMPT);
        int several = 0;
        for (JsonToken item = p.nextToken(); item != JsonToken.END_ARRAY; item = p.nextToken()) {
            if (item != JsonToken.VALUE_NUMBER_INT) several++;
            p.skipChildren();
        }
        prompts = Math.max(1, several);
    }

    @Override
    void complete() {
        need("prompt", PROMPT);
        cost.answers((int) Math.min(Integer.MAX_VALUE, (long) prompts * each));
    }

    @Override
    WorstCase.Size size(int bytes) {
        return cost.size(bytes);
    }

    @Override
    boolean usageByOption() {
        return true;
    }
}
