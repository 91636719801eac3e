package dev.keypool.gateway;

/**
 * Whoever is told of requests without having a part in them. Immutable, thread-safe.
 *
 * @param telemetry spans and measurements for the operator's collector
 * @param capture what was asked and answered, for brands that want it kept
 * @param names how callers and keys are called in reports
 */
public record Witnesses(Telemetry telemetry, Capture capture, Names names) {
    /** Nobody. */
    public static final Witnesses NONE = new Witnesses(Telemetry.OFF, Capture.NONE, Names.NONE);
}
