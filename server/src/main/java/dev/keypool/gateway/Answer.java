package dev.keypool.gateway;

import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway reads of a provider's whole answer, or of one chunk of a stream. Immutable.
 *
 * @param model the model that served, null when it does not say
 * @param usage tokens, null when it reports none
 * @param cost the provider's own price of it, null when it names none
 * @param suspect true when it holds an {@code error}, {@code success: false} or the finish reason {@code error}, or lacks
 *     {@code choices}: the classifier must look at it
 * @param choices how many choices it holds, -1 when it has no such list
 * @param substance true when a choice holds more than an empty delta: text, a call, a finish reason
 * @param finished true when a choice names its finish reason
 * @param close where its last brace stands
 * @param metadataFrom where the value of a {@code spidergate_metadata} of its own begins, -1 when it has none
 * @param metadataTo behind that value
 * @param empty true when it has no member at all
 */
record Answer(
        @Nullable String model,
        @Nullable TokenUsage usage,
        @Nullable Money cost,
        boolean suspect,
        int choices,
        boolean substance,
        boolean finished,
        int close,
        int metadataFrom,
        int metadataTo,
        boolean empty) {

    /** The same, saying these things of its model, tokens and price. */
    Answer told(@Nullable String servedBy, @Nullable TokenUsage tokens, @Nullable Money price) {
        return new Answer(
                servedBy, tokens, price, suspect, choices, substance, finished, close, metadataFrom, metadataTo, empty);
    }

    /** The bytes with the metadata put in as last member; {@code body} is what this was read from. */
    byte[] withMetadata(byte[] body, byte[] metadata) {
        var out = new Bytes(body.length + metadata.length + 32);
        if (metadataFrom >= 0) {
            // A provider that is a gateway of the same kind: ours takes the place of its own.
            return out.add(body, 0, metadataFrom)
                    .add(metadata)
                    .add(body, metadataTo, body.length)
                    .take();
        }
        out.add(body, 0, close);
        if (!empty) out.add(',');
        return out.add("\"spidergate_metadata\":")
                .add(metadata)
                .add(body, close, body.length)
                .take();
    }
}
