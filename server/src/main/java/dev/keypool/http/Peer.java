package dev.keypool.http;

import io.vertx.core.http.HttpServerRequest;

/** Who is at the other end of a connection. Stateless. */
public final class Peer {
    private Peer() {}

    /** Its address; {@code unknown} when the connection is gone already. */
    public static String address(HttpServerRequest request) {
        var peer = request.remoteAddress();
        String host = peer == null ? null : peer.hostAddress();
        return host == null ? "unknown" : host;
    }
}
