package dev.keypool.sandbox;

import io.vertx.core.buffer.Buffer;

/**
 * A streamed answer, cut where faults can hit it. Its methods are called in this order, each chunk once and in turn, so an
 * implementation may count. Confined to its call.
 */
interface Frames {
    CharSequence SSE = "text/event-stream";

    default CharSequence type() {
        return SSE;
    }

    /** What goes out with the head, before a slow first token; mostly nothing. */
    default Buffer overture() {
        return Buffer.buffer();
    }

    /** What precedes the first chunk. */
    Buffer begin();

    /** How many chunks carry the content, at least 1. */
    int count();

    Buffer chunk(int index);

    /**
     * What follows the last chunk.
     *
     * @param complete false: without the mark that ends the stream
     */
    Buffer finish(boolean complete);

    /** An event that is cut off in its middle. */
    Buffer malformed();

    /** The event of an error inside a good stream. */
    Buffer error();

    /** The same with a body that the fault brings along. */
    default Buffer error(String body) {
        return Buffer.buffer("data: " + body + "\n\n");
    }
}
