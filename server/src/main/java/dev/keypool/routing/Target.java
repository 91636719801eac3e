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

    /** Reads {@code provider/model}; the model may hold further slashes. */
    public static Target of(String name) {
        int slash = name.indexOf('/');
        return new Target(slash < 0 ? "" : name.substring(0, slash), name.substring(slash + 1));
    }

    /** As a caller writes it: {@code provider/model}. */
    public String name() {
        return provider + "/" + model;
    }
}
