package dev.keypool.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * One request with its attempts. Immutable.
 *
 * @param id the request id; of an attempt whose process died and whose request is unknown, the attempt's own
 * @param attempts first to last, at least one; the latest 100 where a caller has used an id more often than that
 */
public record Trace(String id, List<Row> attempts) {
    public Trace {
        attempts = List.copyOf(attempts);
    }

    /** How a request ended. */
    public enum Status {
        SUCCESS,
        ERROR,
        /** The caller left: nobody's error. */
        ABORTED;

        static Status of(String result) {
            return switch (result) {
                case "ok" -> SUCCESS;
                case "aborted" -> ABORTED;
                default -> ERROR;
            };
        }
    }

    /** The attempt that decided. */
    public Row last() {
        return attempts.getLast();
    }

    public Status status() {
        return Status.of(last().result());
    }

    /** When its first byte came, as far as that was noted; else when its first key was taken. */
    public Instant startedAt() {
        Row first = attempts.getFirst();
        return first.leasedAt().minus(leased(first), ChronoUnit.MICROS);
    }

    /** From its start to the end of its last attempt. */
    public long latencyMicros() {
        return leased(last()) + last().timings().totalMicros();
    }

    /** What Keypool itself added to it. */
    public long gatewayMicros() {
        return attempts.stream().mapToLong(row -> row.timings().gatewayMicros()).sum();
    }

    /** What all its attempts cost. */
    public Cost cost() {
        return attempts.stream().map(Row::costs).reduce(Cost.NONE, Cost::plus);
    }

    private static long leased(Row row) {
        Long offset = row.course().offsets().leasedMicros();
        return offset == null ? 0 : offset;
    }
}
