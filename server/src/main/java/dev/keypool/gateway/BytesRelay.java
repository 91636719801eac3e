package dev.keypool.gateway;

import dev.keypool.values.FailureClass;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import java.util.Set;

/**
 * Lets an answer through that is no matter of JSON or events: sound, and whatever a provider's own API sends. Its end is
 * held back for the ledger. Confined to its attempt.
 */
final class BytesRelay implements Relay {
    private static final byte[] NOTHING = new byte[0];
    /** Of the provider's head the caller gets what describes the body; the rest is between the provider and us. */
    private static final Set<String> KEPT = Set.of(
            "content-type",
            "content-length",
            "content-disposition",
            "content-language",
            "content-range",
            "accept-ranges",
            "cache-control",
            "etag",
            "last-modified");

    private final Attempt attempt;
    private final HttpClientResponse upstream;
    private final HttpServerResponse client;
    private final Outflow out;
    private final Promise<Ending> done = Promise.promise();
    private boolean begun;
    private boolean over;
    private boolean upstreamEnded;
    /** What is not out yet: the last byte, or what may be the beginning of a key. */
    private byte[] kept = NOTHING;

    private boolean sized;

    BytesRelay(Case chat, Attempt attempt, HttpClientResponse upstream) {
        this.attempt = attempt;
        this.upstream = upstream;
        this.client = chat.client();
        this.out = new Outflow(chat, attempt, upstream);
    }

    @Override
    public Future<Ending> start() {
        attempt.moved();
        upstream.handler(this::chunk);
        upstream.endHandler(end -> {
            upstreamEnded = true;
            if (over) return;
            if (!begun) begin();
            over = true;
            done.tryComplete(new Ending.Streamed(attempt.tally(), veiled(kept), null));
        });
        upstream.exceptionHandler(e -> {
            upstreamEnded = true;
            if (over) return;
            over = true;
            attempt.stop(attempt.failure(FailureClass.PROVIDER_ERROR, "The provider broke its answer off."));
        });
        return done.future();
    }

    private void chunk(Buffer chunk) {
        if (over || chunk.length() == 0) return;
        attempt.moved();
        if (!begun) begin();
        byte[] all = kept.length == 0 ? chunk.getBytes() : joined(kept, chunk.getBytes());
        // Of a body whose length was told, the caller has all with its last byte; else only its end says so.
        int held = Math.max(sized ? 1 : 0, attempt.veil().unfinished(all));
        kept = Arrays.copyOfRange(all, all.length - held, all.length);
        if (held < all.length) out.write(Buffer.buffer(veiled(Arrays.copyOf(all, all.length - held))));
    }

    private byte[] veiled(byte[] bytes) {
        attempt.veil().cover(bytes, 0, bytes.length);
        return bytes;
    }

    private static byte[] joined(byte[] before, byte[] more) {
        byte[] all = Arrays.copyOf(before, before.length + more.length);
        System.arraycopy(more, 0, all, before.length, more.length);
        return all;
    }

    private void begin() {
        begun = true;
        out.begin();
        client.setStatusCode(upstream.statusCode());
        for (var header : upstream.headers())
            if (KEPT.contains(header.getKey().toLowerCase(java.util.Locale.ROOT))
                    && !attempt.veil().shows(header.getValue())) client.putHeader(header.getKey(), header.getValue());
        Delivery.tell(client, attempt);
        sized = client.headers().contains(HttpHeaders.CONTENT_LENGTH);
        if (!sized) client.setChunked(true);
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public boolean waitsForClient() {
        return out.stalled();
    }

    @Override
    public void cut() {
        over = true;
    }

    @Override
    public boolean upstreamEnded() {
        return upstreamEnded;
    }
}
