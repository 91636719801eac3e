package dev.keypool.gateway;

import dev.keypool.providers.Failure;
import dev.keypool.values.FailureClass;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A caller's body that goes on to the provider while it still comes. What has come is kept up to a bound, so that it can be
 * sent again with another key; beyond that, one provider gets it. Confined to its request.
 */
final class BodyFlow {
    private final HttpServerRequest request;
    private final long limit;
    private final int keepsAtMost;
    private final Invitation invitation;
    private final Bytes kept = new Bytes(8_192);
    private long came;
    private boolean whole;
    private boolean spent;
    private boolean drains;
    private boolean providerIsSlow;
    private int turn;
    private @Nullable Consumer<BodyFlow> watcher;
    private @Nullable FormScan scan;
    private @Nullable Failure wrong;
    private @Nullable HttpClientRequest sink;
    private @Nullable Attempt attempt;

    /** A stretch of the kept bytes that the provider reads differently. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Splice(int from, int to, byte[] instead) {
        static final Splice NONE = new Splice(0, 0, new byte[0]);

        int growth() {
            return instead.length - (to - from);
        }
    }

    /**
     * @param limit most bytes of the body
     * @param keepsAtMost most bytes that are kept for another try
     * @param invitation given when the body is first wanted
     */
    BodyFlow(HttpServerRequest request, long limit, int keepsAtMost, Invitation invitation) {
        this.request = request;
        this.limit = limit;
        this.keepsAtMost = keepsAtMost;
        this.invitation = invitation;
    }

    /** Takes the body in hand; nothing flows before {@link #watch} or {@link #into}. */
    BodyFlow start() {
        request.pause();
        request.handler(this::chunk);
        request.endHandler(_ -> ended());
        request.exceptionHandler(_ -> {}); // That the caller is gone is told to his exchange.
        return this;
    }

    /** All that comes is kept and shown, until {@link #into} is called. */
    void watch(Consumer<BodyFlow> whoever) {
        watcher = whoever;
        invitation.give();
        request.resume();
    }

    /** It is read along with, and goes on to nobody once something is wrong with it. */
    BodyFlow readBy(FormScan form) {
        scan = form;
        return this;
    }

    /** What is wrong with the bytes that came, null when nothing is. */
    @Nullable
    Failure wrong() {
        return wrong;
    }

    boolean whole() {
        return whole;
    }

    /** More came than may. */
    boolean tooLarge() {
        return came > limit;
    }

    /** Whether all of it can still be sent from its beginning. */
    boolean repeatable() {
        return !spent;
    }

    /** Sends what has come, and then what comes. */
    void into(HttpClientRequest out, Attempt by, Splice splice) {
        turn++;
        watcher = null;
        sink = out;
        attempt = by;
        if (wrong != null) {
            by.stop(wrong);
            return;
        }
        invitation.give();
        byte[] so = kept.copy();
        if (so.length > 0)
            out.write(Buffer.buffer(so.length + splice.growth())
                    .appendBytes(so, 0, splice.from())
                    .appendBytes(splice.instead())
                    .appendBytes(so, splice.to(), so.length - splice.to()));
        if (whole) out.end();
        else if (out.writeQueueFull()) waitForProvider(out);
        else request.resume();
    }

    /** Nothing more goes to the provider that it went to. */
    void detach() {
        turn++;
        sink = null;
        attempt = null;
        providerIsSlow = false;
        if (!whole) request.pause();
    }

    /** Whether the provider waits for the caller and not the other way round. */
    boolean waitsForCaller() {
        return sink != null && !whole && !providerIsSlow;
    }

    /** What still comes is thrown away. */
    void drain() {
        turn++;
        sink = null;
        attempt = null;
        spent = true;
        drains = true;
        if (!whole) request.resume();
    }

    private void chunk(Buffer chunk) {
        came += chunk.length();
        // What is thrown away has to end too.
        if (drains && came > 2 * limit) Reply.cutOff(request);
        if (tooLarge()) refuse(new Failure(FailureClass.CALLER_ERROR, 413, "request_too_large", sentence(), null));
        else if (readAlong(chunk)) keep(chunk);
        HttpClientRequest out = sink;
        if (watcher != null) watcher.accept(this);
        else if (out != null) pass(out, chunk);
    }

    private void keep(Buffer chunk) {
        if (spent) return;
        if (watcher == null && kept.size() + chunk.length() > keepsAtMost) spent = true;
        else kept.add(chunk.getBytes());
    }

    private void pass(HttpClientRequest out, Buffer chunk) {
        if (attempt != null) attempt.uploads();
        out.write(chunk);
        if (out.writeQueueFull()) waitForProvider(out);
    }

    private void waitForProvider(HttpClientRequest out) {
        request.pause();
        providerIsSlow = true;
        int now = turn;
        out.drainHandler(_ -> {
            if (turn != now) return;
            providerIsSlow = false;
            if (attempt != null) attempt.uploads();
            request.resume();
        });
    }

    /** False when something is wrong with it. */
    private boolean readAlong(@Nullable Buffer chunk) {
        if (scan == null || wrong != null) return wrong == null;
        try {
            if (chunk == null) scan.end();
            else scan.feed(chunk.getBytes());
            return true;
        } catch (GatewayError.Raised raised) {
            GatewayError error = raised.error();
            refuse(new Failure(FailureClass.CALLER_ERROR, error.status(), error.code(), error.message(), null));
            return false;
        }
    }

    private void refuse(Failure failure) {
        spent = true;
        if (wrong == null) wrong = failure;
        Attempt by = attempt;
        sink = null;
        if (by != null) by.stop(failure);
    }

    String sentence() {
        return "The request body is larger than " + limit + " bytes. Send a smaller file.";
    }

    private void ended() {
        whole = true;
        boolean sound = readAlong(null);
        if (watcher != null) watcher.accept(this);
        else if (sound && sink != null) sink.end();
    }
}
