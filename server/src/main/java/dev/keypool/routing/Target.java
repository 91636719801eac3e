package dev.keypool.routing;

/**
 * Where a request may be sent. Immutable.
 *
 * @param provider name in the catalogue
 * @param model the model as that provider calls it
 */
public record Target(String provider, String model) {
    public Target {
        if (provider.isBlank() || model.isBlank())
            throw new IllegalArgumentException("A target names provider and model");
    }
}
