package dev.keypool.conformance;

/**
 * What a user of a client sets.
 *
 * @param origin scheme, host and port of Keypool
 */
record Line(String origin, String token, String model) {
    Line withToken(String other) {
        return new Line(origin, other, model);
    }
}
