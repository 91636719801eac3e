package dev.keypool.sandbox;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with a key, and when. Immutable.
 *
 * @param delayMs wait of the two slow modes, 0 to 600,000 milliseconds
 * @param afterChunks content chunks of a stream sent before it goes wrong, 0 or more
 * @param status HTTP status of a refusing mode; null: the usual one of the mode. {@link Mode#CUSTOM} needs it
 * @param body whole body of a refusing mode; null: the played provider's usual one
 * @param headers further headers of a refusal, for example {@code Retry-After}
 */
public record Fault(
        Mode mode,
        When when,
        int delayMs,
        int afterChunks,
        @Nullable Integer status,
        @Nullable String body,
        Map<String, String> headers) {
    /** All is well. */
    public static final Fault NONE = of(Mode.OK);

    public Fault {
        headers = Map.copyOf(headers);
        Checks.that(delayMs >= 0 && delayMs <= 600_000, "delay_ms must be 0 to 600000; it was " + delayMs + ".");
        Checks.that(afterChunks >= 0, "after_chunks must be 0 or more; it was " + afterChunks + ".");
        Checks.that(
                status == null || (status >= 200 && status <= 599),
                "status must be 200 to 599; it was " + status + ".");
        Checks.that(mode != Mode.CUSTOM || status != null, "Mode custom needs a status (200 to 599).");
    }

    /** That mode on every call, with a delay of 1 s where it is slow, and after one chunk where it hits a stream. */
    public static Fault of(Mode mode) {
        return new Fault(mode, When.ALWAYS, 1000, mode == Mode.ERROR_IN_200 ? 0 : 1, null, null, Map.of());
    }

    /** An answer of one's own, for instance an example of a provider's documentation. */
    public static Fault custom(int status, String body) {
        return new Fault(Mode.CUSTOM, When.ALWAYS, 0, 0, status, body, Map.of());
    }

    public Fault when(When moment) {
        return new Fault(mode, moment, delayMs, afterChunks, status, body, headers);
    }

    /** The same for the next {@code n} calls only. */
    public Fault times(int n) {
        return when(new When(when.on(), n, when.until(), when.every(), when.probability()));
    }

    public Fault until(Instant end) {
        return when(new When(when.on(), when.times(), end, when.every(), when.probability()));
    }

    /** The same on each n-th call only. */
    public Fault every(int n) {
        return when(new When(when.on(), when.times(), when.until(), n, when.probability()));
    }

    public Fault on(Calls calls) {
        return when(new When(calls, when.times(), when.until(), when.every(), when.probability()));
    }

    public Fault delayMs(int milliseconds) {
        return new Fault(mode, when, milliseconds, afterChunks, status, body, headers);
    }

    public Fault afterChunks(int chunks) {
        return new Fault(mode, when, delayMs, chunks, status, body, headers);
    }

    public Fault header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Fault(mode, when, delayMs, afterChunks, status, body, more);
    }

    /** {@code Retry-After} in any spelling: whole or decimal seconds, or an HTTP date. */
    public Fault retryAfter(String value) {
        return header("Retry-After", value);
    }

    Map<String, String> sortedHeaders() {
        return new TreeMap<>(headers);
    }
}
