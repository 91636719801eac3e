package dev.keypool.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerResponse;

/** What goes to the caller while the provider still sends: a slow caller makes the provider wait. Confined to its attempt. */
final class Outflow {
    private final Case chat;
    private final Attempt attempt;
    private final HttpClientResponse upstream;
    private final HttpServerResponse client;
    private boolean stalled;

    Outflow(Case chat, Attempt attempt, HttpClientResponse upstream) {
        this.chat = chat;
        this.attempt = attempt;
        this.upstream = upstream;
        this.client = chat.client();
    }

    /** The first byte of substance is about to go: from here on nothing is tried again. */
    void begin() {
        attempt.moments().firstToken(chat.parts().nanos().getAsLong());
        attempt.tally().begun();
        attempt.moved();
    }

    void write(Buffer buffer) {
        if (chat.witnessed().keeps()) chat.witnessed().answered(buffer.getBytes());
        client.write(buffer);
        if (stalled || !client.writeQueueFull()) return;
        stalled = true;
        upstream.pause();
        client.drainHandler(drained -> {
            stalled = false;
            attempt.moved();
            upstream.resume();
        });
    }

    /** Whether it is the caller who does not read. */
    boolean stalled() {
        return stalled;
    }
}
