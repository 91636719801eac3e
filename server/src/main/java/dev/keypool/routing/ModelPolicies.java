package dev.keypool.routing;

import dev.keypool.values.BrandId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Which models a brand may use at all. Thread-safe: an immutable snapshot, swapped on change; a look-up is one hash probe. */
public final class ModelPolicies {
    private final Set<String> providers;
    private final AtomicReference<Map<BrandId, Policy>> brands = new AtomicReference<>(Map.of());

    private record Policy(List<String> words, ModelPatterns patterns) {}

    /** @param providers all names of the catalogue */
    public ModelPolicies(Set<String> providers) {
        this.providers = Set.copyOf(providers);
    }

    /** What that brand may use; {@link ModelPatterns#ALL} when nothing was set. */
    public ModelPatterns of(BrandId brand) {
        Policy policy = brands.get().get(brand);
        return policy == null ? ModelPatterns.ALL : policy.patterns();
    }

    /** The patterns as they were set, null when nothing was. */
    public @Nullable List<String> words(BrandId brand) {
        Policy policy = brands.get().get(brand);
        return policy == null ? null : policy.words();
    }

    /**
     * From now on the brand may use what one of the patterns allows.
     *
     * @param patterns each without a fault
     */
    public void put(BrandId brand, Collection<String> patterns) {
        var policy = new Policy(List.copyOf(patterns), ModelPatterns.of(patterns, providers));
        swap(brand, policy);
    }

    /** From now on the brand may use everything. */
    public void remove(BrandId brand) {
        swap(brand, null);
    }

    private void swap(BrandId brand, @Nullable Policy policy) {
        brands.updateAndGet(before -> {
            Map<BrandId, Policy> after = new HashMap<>(before);
            if (policy == null) after.remove(brand);
            else after.put(brand, policy);
            return Map.copyOf(after);
        });
    }
}
