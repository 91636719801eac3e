package dev.keypool.integrations;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.Json;
import dev.keypool.http.Operation;
import dev.keypool.routing.ModelPolicies;
import dev.keypool.values.BrandId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Which models a brand may use at all: {@code /api/v1/model-policy}. Thread-safe; blocks its caller. */
final class ModelPolicy {
    private final Aliases.Facts facts;
    private final ModelPolicies policies;
    private final InstantSource clock;
    /** Keeps memory in the order of the commits. */
    private final ReentrantLock order = new ReentrantLock();

    ModelPolicy(Aliases.Facts facts, ModelPolicies policies, InstantSource clock) {
        this.facts = facts;
        this.policies = policies;
        this.clock = clock;
    }

    Map<String, Operation> operations() {
        return Map.of("getModelPolicy", this::get, "setModelPolicy", this::set, "deleteModelPolicy", this::delete);
    }

    /** @param allowedModels null for all */
    record View(@Nullable List<String> allowedModels) {}

    /** The answer that shows the policy. */
    record One(boolean success, View modelPolicy) {}

    private Answer get(Call call) {
        return shown(call.caller().brand());
    }

    private Answer set(Call call) {
        List<String> patterns = new AliasBody(new BodyReader(call.body()), facts.catalogue()).patterns();
        return put(call, patterns);
    }

    private Answer delete(Call call) {
        return put(call, null);
    }

    private Answer put(Call call, @Nullable List<String> patterns) {
        BrandId brand = call.caller().brand();
        order.lock();
        try {
            String before = Json.text(new View(policies.words(brand)));
            String after = Json.text(new View(patterns));
            facts.database().<Boolean>write(handle -> {
                if (patterns == null) AliasTable.deletePolicy(handle, brand);
                else AliasTable.putPolicy(handle, brand, patterns, clock.instant());
                facts.audit().note(handle, call, brand, "model_policy.set", "model-policy", before, after);
                return true;
            });
            if (patterns == null) policies.remove(brand);
            else policies.put(brand, patterns);
        } finally {
            order.unlock();
        }
        return shown(brand);
    }

    private Answer shown(BrandId brand) {
        return Answer.ok(new One(true, new View(policies.words(brand))));
    }
}
