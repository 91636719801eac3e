package dev.keypool.pool;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which keys there are. Thread-safe: readers see immutable groups and never wait; a change copies its own brand's part.
 * Every change of a brand happens inside {@code brands.compute}, so that a put and a remove of one key cannot interleave.
 */
final class Roster {
    private final ConcurrentHashMap<IntegrationId, Key> byId = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<BrandId, Map<String, KeyGroup>> brands = new ConcurrentHashMap<>();

    KeyGroup keys(BrandId brand, String provider) {
        return providers(brand).getOrDefault(provider, KeyGroup.EMPTY);
    }

    /** Never holds an empty group. */
    Map<String, KeyGroup> providers(BrandId brand) {
        return brands.getOrDefault(brand, Map.of());
    }

    @Nullable
    Key find(IntegrationId id) {
        return byId.get(id);
    }

    void put(Member member) {
        brands.compute(member.brand(), (brand, providers) -> {
            Map<String, KeyGroup> present = providers == null ? Map.of() : providers;
            Key known = byId.get(member.id());
            if (known != null) {
                known.configure(member);
                return present;
            }
            Key key = new Key(member);
            byId.put(member.id(), key);
            KeyGroup before = present.getOrDefault(member.provider(), KeyGroup.EMPTY);
            return with(present, member.provider(), before.with(key));
        });
    }

    void remove(IntegrationId id) {
        Key key = byId.get(id);
        if (key == null) return;
        brands.computeIfPresent(key.brand(), (brand, providers) -> {
            if (!byId.remove(id, key)) return providers;
            KeyGroup before = providers.getOrDefault(key.provider(), KeyGroup.EMPTY);
            return with(providers, key.provider(), before.without(key));
        });
    }

    private static Map<String, KeyGroup> with(Map<String, KeyGroup> providers, String provider, KeyGroup keys) {
        Map<String, KeyGroup> changed = new HashMap<>(providers);
        if (keys.isEmpty()) changed.remove(provider);
        else changed.put(provider, keys);
        return Map.copyOf(changed);
    }
}
