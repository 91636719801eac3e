package dev.keypool.gateway;

import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/** What an answer has told of itself so far. The last word counts, since some providers send running totals. Confined to its attempt. */
final class Tally {
    private @Nullable String model;
    private @Nullable TokenUsage usage;
    private @Nullable Money cost;
    private int pictures;
    private final Said said = new Said();
    private boolean begun;
    private boolean estimated;

    void add(Answer answer) {
        pictures = Math.max(0, answer.choices());
        add(answer.model(), answer.usage(), answer.cost());
    }

    /** What is null changes nothing. */
    void add(@Nullable String servedBy, @Nullable TokenUsage told, @Nullable Money price) {
        if (servedBy != null) model = servedBy;
        if (told != null) usage = told;
        if (price != null) cost = price;
    }

    /** The model that served, null when it was not told. */
    @Nullable
    String model() {
        return model;
    }

    @Nullable
    TokenUsage usage() {
        return usage;
    }

    /** The words of the answer, as far as they came. */
    Said said() {
        return said;
    }

    /** Our own count, where the provider told none. */
    void estimate(TokenUsage ours) {
        usage = ours;
        estimated = true;
    }

    boolean estimated() {
        return estimated;
    }

    /** The answer has begun, so that what it is priced by apart from tokens is owed. */
    void begun() {
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }

    /** How many items the last answer listed: of pictures, how many there are. */
    int pictures() {
        return pictures;
    }

    /** The provider's own price, null when unknown. */
    @Nullable
    Money cost() {
        return cost;
    }
}
