package dev.keypool.gateway;

import io.vertx.core.Future;

/** Lets an answer through while it is still coming. Confined to its attempt. */
interface Relay {
    /** The ending; a failure from outside comes by {@link Attempt#stop} instead. */
    Future<Ending> start();

    /** Whether anything has gone to the caller. */
    boolean begun();

    /** Whether it is the caller who does not read. */
    boolean waitsForClient();

    /** Nothing more is relayed. */
    void cut();

    /** Whether the provider has closed its side. */
    boolean upstreamEnded();
}
