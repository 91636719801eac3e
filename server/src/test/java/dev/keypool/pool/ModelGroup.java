package dev.keypool.pool;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The model's keys of one brand and provider, how hasty their callers are, and which key the contract chooses. Confined to its test. */
final class ModelGroup {
    final BrandId brand;
    final String provider;
    final List<IntegrationId> keys = new ArrayList<>();
    int hasty;
    private final Map<IntegrationId, ModelKey> model;

    /** @param model all keys there are */
    ModelGroup(BrandId brand, String provider, Map<IntegrationId, ModelKey> model) {
        this.brand = brand;
        this.provider = provider;
        this.model = model;
    }

    private ModelKey model(IntegrationId id) {
        ModelKey key = model.get(id);
        if (key == null) throw new AssertionError("key " + id + " is not in the model");
        return key;
    }

    /** Who must be chosen now: all that are free, in the contract's order. */
    @Nullable
    IntegrationId best(LeaseRequest request, long now) {
        IntegrationId best = null;
        for (IntegrationId id : keys) {
            if (!free(id, request, now)) continue;
            if (best == null || goesBefore(id, best, now)) best = id;
        }
        return best;
    }

    private boolean goesBefore(IntegrationId oneId, IntegrationId otherId, long now) {
        ModelKey one = model(oneId);
        ModelKey other = model(otherId);
        if (one.quarantined() != other.quarantined()) return one.quarantined();
        if (one.quarantinedUntil != other.quarantinedUntil) return one.quarantinedUntil < other.quarantinedUntil;
        if (one.member.priority() != other.member.priority()) return one.member.priority() > other.member.priority();
        if (one.failures == 0 != (other.failures == 0)) return one.failures == 0;
        if (one.share(now) != other.share(now)) return one.share(now) > other.share(now);
        if (one.inFlight != other.inFlight) return one.inFlight < other.inFlight;
        if (one.lastUsed != other.lastUsed) return one.lastUsed < other.lastUsed;
        return oneId.value() < otherId.value();
    }

    /** Whether any is free at that time if nothing happens until then. */
    boolean anyFree(LeaseRequest request, long at) {
        return keys.stream().anyMatch(id -> free(id, request, at));
    }

    /** Whether any key is known not to have the model. */
    boolean anyLacks(@Nullable String asked, long at) {
        return keys.stream().anyMatch(id -> model(id).lacks(asked, at));
    }

    private boolean free(IntegrationId id, LeaseRequest request, long at) {
        ModelKey key = model(id);
        boolean aside = key.lacks(request.model(), at)
                && keys.stream()
                        .map(this::model)
                        .anyMatch(other -> other.member.active() && !other.lacks(request.model(), at));
        return !request.tried().contains(id) && !aside && key.free(request.reserve(), at);
    }

    /** Cools the other keys of its account as long as that one. */
    void cool(ModelKey cooled) {
        String account = cooled.member.accountGroup();
        if (account == null) return;
        for (IntegrationId id : keys)
            if (account.equals(model(id).member.accountGroup())) model(id).coolWith(cooled);
    }
}
