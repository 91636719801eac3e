package dev.keypool.bench;

/**
 * Where a load goes.
 *
 * @param process whose CPU time is charged
 * @param path of chat completions
 * @param token bearer token
 * @param body request body
 */
record Target(Child process, int port, String path, String token, String body) {
    /** The same target asked for a stream. */
    Target streaming() {
        return new Target(process, port, path, token, body.replace("\"stream\":false", "\"stream\":true"));
    }

    /** The same stream, as long as the provider makes it. */
    Target lasting() {
        return new Target(
                process, port, path, token, streaming().body().replace("\"max_tokens\":64", "\"max_tokens\":100000"));
    }
}
