package dev.keypool.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * Further ways of a key. Immutable.
 *
 * @param usesTools whether every call that offers tools is answered with a tool call, without being asked to
 * @param thinking text that the model thinks before its answer, 1 to 1,000,000 characters; null: none
 * @param shape name of a recorded stream (see {@link Shapes}) that is sent byte by byte for every streamed call; null: none
 * @param secret the secret half of an AWS key pair: signatures are then verified, and not only their form; null: none
 */
public record Ways(
        boolean usesTools,
        @Nullable String thinking,
        @Nullable String shape,
        @Nullable String secret) {
    /** Plain answers. */
    public static final Ways PLAIN = new Ways(false, null, null, null);

    public Ways {
        Checks.that(
                thinking == null || (!thinking.isEmpty() && thinking.length() <= 1_000_000),
                "thinking must have 1 to 1000000 characters.");
        Checks.that(
                shape == null || Shapes.names().contains(shape),
                "Unknown shape '" + shape + "'. Known shapes: " + String.join(", ", Shapes.names()) + ".");
    }
}
