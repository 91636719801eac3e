package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.keypool.metering.WorstCase;
import java.io.IOException;

/** OpenAI Responses. */
final class ResponsesMembers extends Members {
    private final CostScan cost = new CostScan(Plain.RESPONSES);

    ResponsesMembers(Bounds bounds) {
        super(bounds);
    }

    @Override
    void member(JsonParser p, String name) throws IOException {
        cost.member(p, name);
        switch (name) {
            case "input" -> input(p, name);
            case "max_output_tokens" -> cost.maxTokens(bounds.whole(p, name, 1, Integer.MAX_VALUE));
            case "temperature" -> bounds.number(p, name, 0.0, 2.0);
            case "top_p" -> bounds.number(p, name, 0.0, 1.0);
            case "tools" -> cost.tools(p);
            case "prompt", "previous_response_id" -> {
                once(name);
                p.skipChildren();
            }
            default -> p.skipChildren();
        }
    }

    private void input(JsonParser p, String name) throws IOException {
        String sentence = "input must be a text, or a list of at least one item.";
        if (p.hasToken(JsonToken.START_ARRAY)) {
            objects(p, name, cost::message, sentence);
            return;
        }
        once(name);
        if (!p.hasToken(JsonToken.VALUE_STRING)) throw wrong(name, sentence);
        p.skipChildren();
    }

    @Override
    void complete() {
        if (!has("prompt") && !has("previous_response_id")) need("input", "Send a text or a list of items.");
    }

    @Override
    WorstCase.Size size(int bytes) {
        return cost.size(bytes);
    }
}
