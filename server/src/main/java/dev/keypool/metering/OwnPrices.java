package dev.keypool.metering;

import dev.keypool.values.BrandId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Each brand's own prices. Thread-safe: an immutable snapshot, swapped on change. */
final class OwnPrices {
    private final AtomicReference<Map<BrandId, Prices>> brands = new AtomicReference<>(Map.of());

    /** Of one brand, by provider and model; never changed once shown. */
    private record Prices(Map<String, Map<String, BrandPrice>> byProvider) {}

    /** The brand's price under exactly that name, null when it has none. */
    @Nullable
    BrandPrice find(BrandId brand, String provider, String model) {
        Prices prices = brands.get().get(brand);
        if (prices == null) return null;
        Map<String, BrandPrice> models = prices.byProvider().get(provider);
        return models == null ? null : models.get(model);
    }

    /** All prices of a brand, in no order. */
    List<BrandPrice> all(BrandId brand) {
        List<BrandPrice> all = new ArrayList<>();
        Prices prices = brands.get().get(brand);
        if (prices != null) prices.byProvider().values().forEach(models -> all.addAll(models.values()));
        return all;
    }

    void put(BrandPrice price) {
        change(price.brand(), price.provider(), models -> models.put(price.model(), price));
    }

    void remove(BrandId brand, String provider, String model) {
        change(brand, provider, models -> models.remove(model));
    }

    private void change(BrandId brand, String provider, Consumer<Map<String, BrandPrice>> change) {
        brands.updateAndGet(before -> {
            Prices was = before.getOrDefault(brand, new Prices(Map.of()));
            Map<String, BrandPrice> models = new HashMap<>(was.byProvider().getOrDefault(provider, Map.of()));
            change.accept(models);
            Map<String, Map<String, BrandPrice>> providers = new HashMap<>(was.byProvider());
            providers.put(provider, models);
            Map<BrandId, Prices> after = new HashMap<>(before);
            after.put(brand, new Prices(providers));
            return after;
        });
    }
}
