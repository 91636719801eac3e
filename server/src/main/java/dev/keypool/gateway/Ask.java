package dev.keypool.gateway;

import dev.keypool.metering.WorstCase;
import dev.keypool.values.Surface;

/** What a caller asks, read as far as the gateway must read it. Confined to its request. */
sealed interface Ask permits JsonAsk, FlowAsk {
    Surface surface();

    /** The model as the caller wrote it. */
    String model();

    /** Whether the answer is to come as a stream of events. */
    boolean stream();

    /** Whether a stream is to tell its usage ({@code stream_options.include_usage}). */
    boolean usageAsked();

    /** The gateway's own options. */
    Options options();

    /** What bounds its cost. */
    WorstCase.Size size();
}
