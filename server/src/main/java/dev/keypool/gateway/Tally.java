package dev.keypool.gateway;

import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/** What an answer has told of itself so far. The last word counts, since some providers send running totals. Confined to its attempt. */
final class Tally {
    private @Nullable String model;
    private @Nullable TokenUsage usage;
    private @Nullable Money cost;

    void add(Answer answer) {
        if (answer.model() != null) model = answer.model();
        if (answer.usage() != null) usage = answer.usage();
        if (answer.cost() != null) cost = answer.cost();
    }

    static Tally of(Answer answer) {
        var tally = new Tally();
        tally.add(answer);
        return tally;
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

    /** The provider's own price, null when unknown. */
    @Nullable
    Money cost() {
        return cost;
    }
}
