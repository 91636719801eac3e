package dev.keypool.sandbox;

import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** The two ways in which a provider's connection dies. */
final class Cut {
    private Cut() {}

    /** The end of the connection (FIN), after what was written has been sent. */
    static void off(HttpConnection connection) {
        var _ = connection.close();
    }

    /** A reset (RST), as from a crashed peer: closing with a linger time of zero sends one. */
    static void reset(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            base.channelHandlerContext().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        off(connection);
    }
}
