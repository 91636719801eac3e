package dev.keypool.gateway;

import dev.keypool.metering.Price;
import dev.keypool.values.BrandId;
import java.util.Optional;

/** What models cost. In memory and quick, called on an event loop. Kept by {@code metering}, handed in by {@code app}. */
@FunctionalInterface
public interface Prices {
    /** The price of that provider's model for that brand, empty when nobody knows it. */
    Optional<Price> find(BrandId brand, String provider, String model);
}
