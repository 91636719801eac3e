package dev.keypool.routing;

import dev.keypool.providers.AliasRow;
import dev.keypool.values.BrandId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The aliases of the catalogue, and each brand's own over them: a brand's alias hides the catalogue's of the same name.
 * Thread-safe: immutable snapshots, swapped on change; a look-up is two hash probes and takes no lock.
 */
public final class AliasBook {
    private final Map<String, Alias> defaults = new LinkedHashMap<>();
    private final Set<String> families = new HashSet<>();
    private final AtomicReference<Map<BrandId, Own>> brands = new AtomicReference<>(Map.of());

    /** A brand's own, by name; never changed once shown. */
    private record Own(Map<String, Alias> byName) {
        static final Own NONE = new Own(Map.of());
    }

    private AliasBook(Collection<Alias> defaults) {
        for (Alias alias : defaults) {
            this.defaults.put(alias.name(), alias);
            int slash = alias.name().indexOf('/');
            if (slash > 0) families.add(alias.name().substring(0, slash));
        }
    }

    /** A book of these aliases, without any brand's own yet. */
    public static AliasBook of(Collection<AliasRow> rows) {
        return new AliasBook(rows.stream()
                .map(row -> new Alias(
                        row.name(),
                        row.useCase(),
                        row.models().stream().map(Target::of).toList()))
                .toList());
    }

    /** What that name is an alias for, the brand's own first; null when it is none. */
    public @Nullable Alias find(BrandId brand, String name) {
        Alias own = own(brand, name);
        return own == null ? defaults.get(name) : own;
    }

    /** The brand's own alias of that name, null when it has none. */
    public @Nullable Alias own(BrandId brand, String name) {
        return brands.get().getOrDefault(brand, Own.NONE).byName().get(name);
    }

    /** What ships under that name, hidden or not; null when nothing does. */
    public @Nullable Alias shipped(String name) {
        return defaults.get(name);
    }

    /** All that ship, in the order of their file. */
    public List<Alias> shipped() {
        return List.copyOf(defaults.values());
    }

    /** All aliases of a brand: those that ship in the order of their file, its own in their place or behind them by name. */
    public List<Alias> all(BrandId brand) {
        Map<String, Alias> all = new LinkedHashMap<>(defaults);
        all.putAll(new TreeMap<>(brands.get().getOrDefault(brand, Own.NONE).byName()));
        return List.copyOf(all.values());
    }

    /** How many a brand has of its own. */
    public int owned(BrandId brand) {
        return brands.get().getOrDefault(brand, Own.NONE).byName().size();
    }

    /** Whether what stands before the first slash is that of aliases that ship: such a name is surely meant as an alias. */
    boolean isFamily(String name) {
        int slash = name.indexOf('/');
        return slash > 0 && families.contains(name.substring(0, slash));
    }

    /** Sets the brand's own alias; the next look-up finds it. */
    public void put(BrandId brand, Alias alias) {
        change(brand, own -> own.put(alias.name(), alias));
    }

    /** Takes the brand's own alias away, if it has one; what ships under that name holds again. */
    public void remove(BrandId brand, String name) {
        change(brand, own -> own.remove(name));
    }

    private void change(BrandId brand, Consumer<Map<String, Alias>> change) {
        brands.updateAndGet(before -> {
            Map<String, Alias> own =
                    new HashMap<>(before.getOrDefault(brand, Own.NONE).byName());
            change.accept(own);
            Map<BrandId, Own> after = new HashMap<>(before);
            after.put(brand, new Own(own));
            return after;
        });
    }
}
