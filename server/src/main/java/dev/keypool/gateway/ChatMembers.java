package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import dev.keypool.metering.WorstCase;
import java.io.IOException;

/** OpenAI chat completions, with the published bounds. */
final class ChatMembers extends Members {
    private final CostScan cost = new CostScan(Plain.CHAT);

    ChatMembers(Bounds bounds) {
        super(bounds);
    }

    @Override
    void member(JsonParser p, String name) throws IOException {
        cost.member(p, name);
        switch (name) {
            case "messages" ->
                objects(p, name, cost::message, "messages must be a list of objects with at least one message.");
            case "temperature" -> bounds.number(p, name, 0.0, 2.0);
            case "top_p" -> bounds.number(p, name, 0.0, 1.0);
            case "presence_penalty", "frequency_penalty" -> bounds.number(p, name, -2.0, 2.0);
            case "n" -> cost.answers(bounds.whole(p, name, 1, 128));
            case "max_tokens", "max_completion_tokens" -> cost.maxTokens(bounds.whole(p, name, 1, Integer.MAX_VALUE));
            case "tools" -> cost.tools(p);
            default -> p.skipChildren();
        }
    }

    @Override
    void complete() {
        need("messages", "Send a list with at least one message.");
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
