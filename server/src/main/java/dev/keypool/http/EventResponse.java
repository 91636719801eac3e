package dev.keypool.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A listener behind an HTTP response, whose head goes out with the first frame. Thread-safe: what touches the connection is done on its event loop. */
final class EventResponse implements EventSink {
    private final HttpServerResponse response;
    private final Context loop;
    private final Map<String, String> head;
    private final BooleanSupplier admitted;
    private volatile boolean writing;

    EventResponse(HttpServerResponse response, Context loop, Map<String, String> head, BooleanSupplier admitted) {
        this.response = response;
        this.loop = loop;
        this.head = head;
        this.admitted = admitted;
    }

    @Override
    public boolean open() {
        return !response.closed() && !response.ended() && admitted.getAsBoolean();
    }

    @Override
    public boolean ready() {
        return !writing;
    }

    @Override
    public void send(byte[] frame) {
        writing = true;
        loop.runOnContext(v -> write(Buffer.buffer(frame)));
    }

    private void write(Buffer frame) {
        if (response.closed() || response.ended()) return;
        if (!response.headWritten()) {
            response.setChunked(true);
            head.forEach(response::putHeader);
        }
        response.write(frame).onComplete(written -> writing = false);
    }

    @Override
    public void end() {
        loop.runOnContext(v -> {
            if (!response.closed() && !response.ended()) response.end();
        });
    }
}
