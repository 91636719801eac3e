package dev.keypool.metering;

import dev.keypool.values.BrandId;
import java.time.LocalDate;

/** What a model costs a brand, by its own contract with the provider. Immutable. */
public record BrandPrice(BrandId brand, String provider, String model, Price price, LocalDate date) {}
