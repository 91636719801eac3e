package dev.keypool.providers;

import dev.keypool.http.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All providers Keypool knows. Immutable. */
public final class Catalogue {
    private final List<Provider> providers;
    private final Map<String, Provider> byName = new LinkedHashMap<>();
    private final KeyForms forms;

    Catalogue(List<Provider> providers) {
        this.providers = List.copyOf(providers);
        this.forms = new KeyForms(this.providers);
        providers.forEach(p -> byName.put(p.name(), p));
    }

    /**
     * Reads {@code catalogue/providers.json} and the files it names from the class path.
     *
     * @param baseUrlOverrides operator's base URL by provider name
     * @throws CatalogueException when a file is malformed (the message names provider and field), an override is no base
     *     URL, or it is for an unknown provider (the message names the nearest)
     */
    public static Catalogue load(Map<String, String> baseUrlOverrides) {
        return new Catalogue(CatalogueFiles.read(CatalogueFiles::fromClassPath, baseUrlOverrides));
    }

    public Optional<Provider> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Every provider, the 16 published ones first. */
    public List<Provider> all() {
        return providers;
    }

    /** The provider whose name is nearest to a misspelt one; empty when none is near. */
    public Optional<String> nearest(String name) {
        return Nearest.of(name, byName.keySet());
    }

    /** Providers whose own key form this value has, the longest form winning; empty when nothing is sure. */
    public List<Provider> recognise(String apiKey) {
        return forms.match(apiKey).owners();
    }

    /**
     * The provider that a key surely belongs to instead of the one it was sent for ("looks like a groq key"). Empty when it
     * may be the claimed one's: forms change, so that an unknown form proves nothing.
     */
    public Optional<Provider> betterFit(Provider claimed, String apiKey) {
        KeyForms.Match match = forms.match(apiKey);
        if (match.owners().size() != 1 || match.owners().getFirst().name().equals(claimed.name()))
            return Optional.empty();
        return KeyForms.fits(claimed, apiKey, match.strength())
                ? Optional.empty()
                : Optional.of(match.owners().getFirst());
    }
}
