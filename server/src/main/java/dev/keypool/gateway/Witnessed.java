package dev.keypool.gateway;

import dev.keypool.ledger.Course;
import dev.keypool.ledger.Entry;
import dev.keypool.values.Caller;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the witnesses are told of one request, collected on its way. Where nobody wants to know, it costs two readings of the
 * clock. Confined to its event loop.
 */
final class Witnessed {
    private static final long NEVER = -1;
    private static final int FIRST_ERROR = 400;

    private final Witnesses witnesses;
    private final LongSupplier nanos;
    private final String requestId;
    private final long received;
    private final @Nullable TraceContext place;
    private final @Nullable Instant startedAt;
    private final List<Finished.Sent> attempts = new ArrayList<>(0);
    private long admitted = NEVER;
    private long read = NEVER;
    private String surface = Course.UNKNOWN.surface();
    private String model = "";
    private boolean over;
    private @Nullable Caller caller;
    private @Nullable String error;
    private @Nullable Clip ask;
    private @Nullable Clip answer;

    /** A request whose first byte came just now. */
    Witnessed(
            Witnesses witnesses,
            InstantSource clock,
            LongSupplier nanos,
            String requestId,
            @Nullable String traceparent) {
        this.witnesses = witnesses;
        this.nanos = nanos;
        this.requestId = requestId;
        this.received = nanos.getAsLong();
        this.place = witnesses.telemetry().begin(traceparent);
        this.startedAt = place == null ? null : clock.instant();
    }

    /** The caller is known. */
    void admitted(Caller who) {
        caller = who;
        admitted = nanos.getAsLong();
    }

    /**
     * The body was read.
     *
     * @param wanted one of {@link Course#SURFACES}
     * @param askedModel model as the caller wrote it, empty when the surface has none
     * @param body as it came; not to be changed any more, since what is kept of it may be the same bytes
     */
    void asked(String wanted, String askedModel, byte[] body) {
        read = nanos.getAsLong();
        surface = wanted;
        model = askedModel;
        if (caller == null || !witnesses.capture().wanted(caller.brand())) return;
        ask = Clip.of(body);
        answer = new Clip();
    }

    /** What the ledger is told of an attempt's course. */
    Course course(@Nullable String targetModel, boolean cacheHit, Moments moments) {
        return new Course(surface, targetModel, cacheHit, moments.offsets(received, admitted, read));
    }

    /** The {@code traceparent} for the provider, null when none is sent. */
    @Nullable
    String outgoing(UUID attempt) {
        return place == null ? null : witnesses.telemetry().outgoing(place, attempt);
    }

    /**
     * An attempt has ended.
     *
     * @param entry as it went to the ledger
     * @param base base URL of the provider, null when the key did not open
     */
    void attempted(Entry entry, @Nullable URI base) {
        if (place != null) attempts.add(new Finished.Sent(entry, base));
    }

    /** Whether the answer's bytes are wanted. */
    boolean keeps() {
        return answer != null;
    }

    /** One more piece of the answer went to the caller, or all of it. */
    void answered(byte[] piece) {
        if (answer != null) answer.add(piece);
    }

    /** The caller is told an error of that code. */
    void failed(String code) {
        error = code;
    }

    /**
     * The answer has ended; what comes after the first time counts no more.
     *
     * @param status HTTP status of it, 0 when the caller had gone before there was one
     */
    void ended(int status) {
        if (over) return;
        over = true;
        Caller who = caller;
        // Nobody's request: of an unknown caller, nobody is told.
        if (who == null) return;
        if (ask != null && answer != null) witnesses.capture().keep(requestId, who, ask, answer);
        if (place == null || startedAt == null) return;
        // An error of a provider's that went through as it was has no code of ours.
        String kind = error == null && status >= FIRST_ERROR ? Integer.toString(status) : error;
        long took = (nanos.getAsLong() - received) / 1_000;
        witnesses
                .telemetry()
                .ended(new Finished(
                        place, requestId, who.brand(), surface, model, startedAt, took, status, kind, attempts));
    }
}
