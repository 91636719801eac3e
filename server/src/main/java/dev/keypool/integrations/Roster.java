package dev.keypool.integrations;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** All keys in memory, by brand. Thread-safe; reading never waits. */
final class Roster {
    private final ConcurrentHashMap<BrandId, ConcurrentHashMap<IntegrationId, HeldKey>> brands =
            new ConcurrentHashMap<>();

    void put(HeldKey key) {
        brands.computeIfAbsent(key.row().brand(), brand -> new ConcurrentHashMap<>())
                .put(key.row().id(), key);
    }

    void remove(BrandId brand, IntegrationId id) {
        var keys = brands.get(brand);
        if (keys != null) keys.remove(id);
    }

    /** The key, when it is that brand's. */
    Optional<HeldKey> find(BrandId brand, IntegrationId id) {
        var keys = brands.get(brand);
        return keys == null ? Optional.empty() : Optional.ofNullable(keys.get(id));
    }

    /** The keys of all brands, in the order of their ids. */
    List<HeldKey> ofAllBrands() {
        return brands.values().stream()
                .flatMap(keys -> keys.values().stream())
                .sorted(Comparator.comparing(key -> key.row().id()))
                .toList();
    }

    Collection<HeldKey> of(BrandId brand) {
        var keys = brands.get(brand);
        return keys == null ? List.of() : keys.values();
    }
}
