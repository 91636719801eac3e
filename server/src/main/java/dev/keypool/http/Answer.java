package dev.keypool.http;

import java.util.Map;

/**
 * What an operation answers.
 *
 * @param status HTTP status
 * @param body a value that {@link Json} writes: records in snake_case, every field present, null included
 * @param headers further response headers
 */
public record Answer(int status, Object body, Map<String, String> headers) {
    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer ok(Object body) {
        return new Answer(200, body, Map.of());
    }

    /** Without the body, which may hold a token that is shown once. */
    @Override
    public String toString() {
        return "Answer(" + status + ")";
    }
}
