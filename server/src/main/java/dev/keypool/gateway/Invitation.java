package dev.keypool.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * The word to go on that a caller of {@code Expect: 100-continue} waits for before he sends his body. Where he is refused
 * without it, nobody knows whether his body follows, so that his connection is of no more use. Confined to its request.
 */
final class Invitation {
    private final HttpServerRequest request;
    private boolean outstanding;

    Invitation(HttpServerRequest request) {
        this.request = request;
        this.outstanding = "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    /** He waits for it. */
    boolean outstanding() {
        return outstanding;
    }

    /** Tells him to go on, if he waits for it. */
    void give() {
        if (!outstanding) return;
        outstanding = false;
        request.response().writeContinue();
    }
}
