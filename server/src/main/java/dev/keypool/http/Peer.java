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

    /** Whose tries are counted together: an IPv4 address, or the /64 that one subscriber has of IPv6, who could call from another address each time. */
    public static String network(HttpServerRequest request) {
        return network(address(request));
    }

    static String network(String address) {
        int zone = address.indexOf('%');
        String bare = zone < 0 ? address : address.substring(0, zone);
        return Cidr.address(bare).map(Cidr::subscriber).orElse(address);
    }
}
