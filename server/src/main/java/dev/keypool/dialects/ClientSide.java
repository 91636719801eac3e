package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A dialect as a client speaks it. Stateless but for {@link #stream}. */
interface ClientSide {
    /**
     * What the client asks for. What may be left out by {@code docs/dialects.md} is named to {@code losses}.
     *
     * @param model the target's name for the model, in place of the client's
     * @throws Untranslatable for unknown members, wrong types, and what no other dialect can carry
     */
    Ask ask(ObjectNode body, String model, Losses losses);

    /** A whole answer in this dialect. */
    ObjectNode answer(Reply reply, Asked asked);

    /** A writer for one stream. */
    StepWriter stream(Asked asked);

    /** Writes one stream for a client, as whole server-sent events. Confined to it. */
    interface StepWriter {
        /** Adds what the client is told of this step, which may be nothing. {@link Step.Ended} and {@link Step.Failed} are told by the two below. */
        void write(Step step, EventText out);

        /** The last words of a good stream. */
        void end(EventText out);

        /** The last words of a stream that broke. */
        void broken(Fault fault, EventText out);
    }
}
