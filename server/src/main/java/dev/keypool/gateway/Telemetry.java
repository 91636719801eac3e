package dev.keypool.gateway;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells the operator's collector of requests, after they have ended. Thread-safe; nothing here blocks. */
public interface Telemetry {
    /** Tells nobody. */
    Telemetry OFF = new Telemetry() {
        @Override
        public @Nullable TraceContext begin(@Nullable String traceparent) {
            return null;
        }

        @Override
        public @Nullable String outgoing(TraceContext context, UUID attempt) {
            return null;
        }

        @Override
        public void ended(Finished request) {
            // Nobody listens.
        }
    };

    /**
     * The place of a request that begins.
     *
     * @param traceparent the caller's header, null when he sent none; one that is malformed counts as none
     * @return null when nobody is to be told of the request
     */
    @Nullable
    TraceContext begin(@Nullable String traceparent);

    /** The {@code traceparent} that goes to the provider with an attempt; null when none does, as by default. */
    @Nullable
    String outgoing(TraceContext context, UUID attempt);

    /** A request has ended. What comes faster than it can be told is left out. */
    void ended(Finished request);
}
