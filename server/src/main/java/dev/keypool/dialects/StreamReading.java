package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks on while a stream passes untouched from a provider to a client of the same dialect: Anthropic Messages or OpenAI Responses.
 * Nearly all events are deltas, which are told by their first bytes and not parsed. Confined to one stream.
 */
public abstract sealed class StreamReading permits MessagesReading, ResponsesReading {
    @Nullable
    String model;

    @Nullable
    TokenUsage usage;

    @Nullable
    Fault failure;

    boolean substance;
    boolean finished;
    boolean ended;
    private @Nullable Money cost;

    StreamReading() {}

    /**
     * For one stream.
     *
     * @throws IllegalArgumentException for the other dialects: the gateway reads chat itself, and no client speaks Converse
     */
    public static StreamReading of(Dialect dialect) {
        return switch (dialect) {
            case ANTHROPIC_MESSAGES -> new MessagesReading();
            case OPENAI_RESPONSES -> new ResponsesReading();
            case OPENAI_CHAT, BEDROCK_CONVERSE ->
                throw new IllegalArgumentException("Not read here: " + dialect.wire());
        };
    }

    /**
     * Looks at one event.
     *
     * @param bytes hold its data from {@code from} up to, not including, {@code to}
     * @return false when the data is not one JSON object, as far as was looked: deltas are believed
     */
    public final boolean event(byte[] bytes, int from, int to) {
        if (isDelta(bytes, from, to)) {
            substance = true;
            return true;
        }
        Optional<ObjectNode> event = Trees.object(bytes, from, to);
        event.ifPresent(this::look);
        return event.isPresent();
    }

    private void look(ObjectNode event) {
        Money said = Costs.of(event);
        if (said != null) cost = said;
        read(Trees.textOr(event, "type", ""), event);
    }

    /** Whether its first bytes tell that it is a delta of the answer. */
    abstract boolean isDelta(byte[] bytes, int from, int to);

    abstract void read(String type, JsonNode event);

    /** The model that served, null when the provider has not said. */
    public final @Nullable String model() {
        return model;
    }

    /** Tokens as last reported, null when none were. */
    public final @Nullable TokenUsage usage() {
        return usage;
    }

    /** The provider's own price, null when it names none. */
    public final @Nullable Money cost() {
        return cost;
    }

    /** Whether something worth beginning the answer has come: text, a call, thinking, a stop. */
    public final boolean substance() {
        return substance;
    }

    /** Whether the provider said why its answer stopped. */
    public final boolean finished() {
        return finished;
    }

    /** Whether the last event of the dialect has come. */
    public final boolean ended() {
        return ended;
    }

    /** What the provider reported as error inside the stream, in its own words. */
    public final Optional<Fault> failure() {
        return Optional.ofNullable(failure);
    }
}
