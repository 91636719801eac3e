package dev.keypool.ops;

import io.opentelemetry.sdk.trace.IdGenerator;

/**
 * Ids of spans that were chosen before the spans are made: they are made when all is over, but the caller may have passed an
 * id on long before. Confined to the thread that makes the spans.
 */
public final class PresetIds implements IdGenerator {
    private String trace = "";
    private String span = "";

    /** The next span's; 32 and 16 hexadecimal digits, not all zero. */
    public void next(String traceId, String spanId) {
        trace = traceId;
        span = spanId;
    }

    @Override
    public String generateSpanId() {
        return span;
    }

    @Override
    public String generateTraceId() {
        return trace;
    }
}
