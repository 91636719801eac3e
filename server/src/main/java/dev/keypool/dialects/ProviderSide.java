package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Consumer;

/** A dialect as a provider speaks it. Stateless but for {@link #steps()}. */
interface ProviderSide {
    /**
     * The request in this dialect. What may be left out by {@code docs/dialects.md} is named to {@code losses}.
     *
     * @throws Untranslatable for what can neither be carried nor left out
     */
    ObjectNode request(Ask ask, Losses losses);

    /** What a whole answer says; empty when it is no answer of this dialect. Unknown members are skipped. */
    Optional<Reply> reply(JsonNode answer);

    /** A reader for one stream. */
    StepReader steps();

    /** Reads one stream of a provider. Confined to it. */
    interface StepReader {
        /**
         * Reads the data of one event.
         *
         * @param event its JSON, an object
         * @param out is told the steps, in the order of {@link Step}
         */
        void read(JsonNode event, Consumer<Step> out);

        /**
         * The provider's bytes have ended, or its {@code [DONE]} came. Says {@link Step.Ended} if the stream was whole and
         * this was not said before; nothing when it was cut.
         */
        void end(Consumer<Step> out);
    }
}
