package dev.keypool.gateway;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The models of one provider as it lists them. Immutable.
 *
 * @param until nanoseconds of the monotonic clock until which it is used without asking again
 */
record Listing(String provider, List<Model> models, Set<String> ids, long until) {
    Listing {
        models = List.copyOf(models);
        ids = Set.copyOf(ids);
    }

    /**
     * One model.
     *
     * @param id as the provider calls it
     * @param created seconds since 1970, 0 when it does not say
     * @param ownedBy its maker as the provider says, else the provider
     * @param displayName for people, null when it does not say
     * @param context most tokens of prompt and answer together, null when it does not say
     * @param maxOutput most tokens of an answer, null when it does not say
     * @param capabilities those that it says, in the words of {@code models/traits.json}
     */
    record Model(
            String id,
            long created,
            String ownedBy,
            @Nullable String displayName,
            @Nullable Long context,
            @Nullable Long maxOutput,
            Set<String> capabilities) {
        Model {
            capabilities = Set.copyOf(capabilities);
        }
    }

    static Listing empty(String provider, long until) {
        return new Listing(provider, List.of(), Set.of(), until);
    }

    Listing usedUntil(long nanos) {
        return new Listing(provider, models, ids, nanos);
    }

    /** Reads {@code {"data": […]}} or the bare list that some providers send. Throws on what is neither. */
    static Listing read(String provider, byte[] body, long until) throws IOException {
        List<Model> models = ListingReader.read(provider, body);
        Set<String> ids = new HashSet<>();
        for (Model model : models) ids.add(model.id());
        return new Listing(provider, models, ids, until);
    }
}
