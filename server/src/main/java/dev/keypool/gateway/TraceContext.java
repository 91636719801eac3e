package dev.keypool.gateway;

import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The place of a request in a trace (W3C Trace Context). Immutable.
 *
 * @param traceHigh first half of the trace's id
 * @param traceLow second half
 * @param parent id of the caller's span, 0 when the trace begins here
 * @param span id of the request's own span
 * @param sampled whether spans are made
 */
public record TraceContext(long traceHigh, long traceLow, long parent, long span, boolean sampled) {
    private static final HexFormat HEX = HexFormat.of();
    /** {@code 00-<32 hex>-<16 hex>-<2 hex>}. */
    private static final int LENGTH = 55;

    private static final int TRACE = 3;
    private static final int SPAN = 36;
    private static final int FLAGS = 53;

    /**
     * Continues the caller's trace, or begins one.
     *
     * @param ratio share of new traces that are sampled, 0 to 1; a caller's own is sampled when he says so
     */
    static TraceContext of(@Nullable String traceparent, RandomGenerator random, double ratio) {
        long span = nonZero(random);
        if (traceparent != null && wellFormed(traceparent)) {
            long high = HexFormat.fromHexDigitsToLong(traceparent, TRACE, TRACE + 16);
            long low = HexFormat.fromHexDigitsToLong(traceparent, TRACE + 16, SPAN - 1);
            long parent = HexFormat.fromHexDigitsToLong(traceparent, SPAN, FLAGS - 1);
            boolean sampled = (HexFormat.fromHexDigits(traceparent, FLAGS, LENGTH) & 1) == 1;
            if ((high | low) != 0 && parent != 0) return new TraceContext(high, low, parent, span, sampled);
        }
        long low = nonZero(random);
        // As OpenTelemetry's own ratio sampler: by the id, so that all parts of a system decide alike.
        boolean sampled = ratio >= 1 || (low & Long.MAX_VALUE) < (long) (ratio * Long.MAX_VALUE);
        return new TraceContext(random.nextLong(), low, 0, span, sampled);
    }

    String traceId() {
        return HEX.toHexDigits(traceHigh) + HEX.toHexDigits(traceLow);
    }

    String parentId() {
        return HEX.toHexDigits(parent);
    }

    String spanId() {
        return HEX.toHexDigits(span);
    }

    /** The span's id of an attempt: the half of its own that is random. */
    static String spanId(UUID attempt) {
        return HEX.toHexDigits(attempt.getLeastSignificantBits());
    }

    /** What goes out with an attempt. */
    String traceparent(UUID attempt) {
        return "00-" + traceId() + "-" + spanId(attempt) + (sampled ? "-01" : "-00");
    }

    /** A later version may be longer, but begins alike. */
    private static boolean wellFormed(String text) {
        boolean first = text.startsWith("00-");
        if (first ? text.length() != LENGTH : text.length() < LENGTH || text.startsWith("ff")) return false;
        if (text.length() > LENGTH && text.charAt(LENGTH) != '-') return false;
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == TRACE - 1 || i == SPAN - 1 || i == FLAGS - 1;
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (dash ? c != '-' : !hex) return false;
        }
        return true;
    }

    private static long nonZero(RandomGenerator random) {
        long id = random.nextLong();
        return id == 0 ? 1 : id;
    }
}
