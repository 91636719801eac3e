package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.keypool.metering.WorstCase;
import java.io.IOException;

/** Anthropic Messages; without {@code max_tokens} only where tokens are counted. */
final class MessagesMembers extends Members {
    private final CostScan cost = new CostScan(Plain.MESSAGES);
    private final boolean answers;

    /** @param answers whether an answer is wanted, not only a count of tokens */
    MessagesMembers(Bounds bounds, boolean answers) {
        super(bounds);
        this.answers = answers;
    }

    @Override
    void member(JsonParser p, String name) throws IOException {
        cost.member(p, name);
        switch (name) {
            case "messages" ->
                objects(p, name, cost::message, "messages must be a list of objects with at least one message.");
            case "system" -> {
                if (p.hasToken(JsonToken.START_ARRAY)) cost.parts(p, name);
                else p.skipChildren();
            }
            case "max_tokens" -> {
                once(name);
                cost.maxTokens(bounds.whole(p, name, 1, Integer.MAX_VALUE));
            }
            case "temperature", "top_p" -> bounds.number(p, name, 0.0, 1.0);
            case "tools" -> cost.tools(p);
            default -> p.skipChildren();
        }
    }

    @Override
    void complete() {
        need("messages", "Send a list with at least one message.");
        if (answers) need("max_tokens", "Say how many tokens the answer may have at most.");
    }

    @Override
    WorstCase.Size size(int bytes) {
        return cost.size(bytes);
    }
}
