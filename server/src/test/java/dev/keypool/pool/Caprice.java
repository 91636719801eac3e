package dev.keypool.pool;

import dev.keypool.pool.Outcome.Abandoned;
import dev.keypool.pool.Outcome.Failed;
import dev.keypool.pool.Outcome.Success;
import dev.keypool.pool.SpendLimit.Action;
import dev.keypool.pool.SpendLimit.Period;
import dev.keypool.values.BrandId;
import dev.keypool.values.FailureClass;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The moods of the simulation's providers towards each key, and the ideas of its operators. Confined to its test. */
final class Caprice {
    private static final int HOUR = 3_600_000;

    /** How a provider treats a key for a while. */
    private enum Mood {
        GOOD,
        FLAKY,
        OUTAGE,
        UNREACHABLE,
        LIMITING,
        LIMITING_SILENTLY,
        REJECTING,
        NO_CREDIT
    }

    private final Random random;
    private final Map<IntegrationId, Mood> moods = new HashMap<>();
    private final Map<String, Boolean> crowded = new HashMap<>();

    Caprice(Random random) {
        this.random = random;
    }

    private Mood mood(IntegrationId id) {
        return moods.getOrDefault(id, Mood.GOOD);
    }

    /** Begins or ends an hour in which that provider has no capacity for anybody. */
    void crowd(String provider) {
        crowded.merge(provider, random.nextInt(4) == 0, (was, begins) -> !was && begins);
    }

    /** Treats one of them otherwise from now on. */
    void swing(List<IntegrationId> ids) {
        IntegrationId id = ids.get(random.nextInt(ids.size()));
        Mood[] all = Mood.values();
        boolean good = mood(id) != Mood.GOOD || random.nextInt(3) == 0;
        moods.put(id, good ? Mood.GOOD : all[random.nextInt(all.length)]);
    }

    /** False when the attempt never leaves: the connection is refused. */
    boolean reaches(IntegrationId id) {
        return mood(id) != Mood.UNREACHABLE && random.nextInt(100) != 0;
    }

    /** How an attempt with that key ends that reached the provider. Some accounts do not have the model "b". */
    Outcome outcome(IntegrationId id, String provider, @Nullable String model) {
        int dice = random.nextInt(100);
        if ("b".equals(model) && id.value() % 3 == 0) return failed(FailureClass.MODEL_NOT_FOUND);
        if (crowded.getOrDefault(provider, false) && dice < 85) return failed(FailureClass.PROVIDER_OVERLOADED);
        if (dice < 2) return new Abandoned();
        if (dice < 5) return failed(FailureClass.CALLER_ERROR);
        return switch (mood(id)) {
            case GOOD -> dice < 97 ? new Success() : failed(FailureClass.TIMEOUT);
            case FLAKY -> dice < 55 ? new Success() : failed(FailureClass.PROVIDER_OVERLOADED);
            case OUTAGE -> failed(dice < 50 ? FailureClass.PROVIDER_ERROR : FailureClass.TIMEOUT);
            case UNREACHABLE -> failed(FailureClass.TIMEOUT);
            case LIMITING -> dice < 60 ? new Success() : limited(FailureClass.RATE_LIMITED, 120_000);
            case LIMITING_SILENTLY -> dice < 50 ? new Success() : failed(FailureClass.RATE_LIMITED);
            case REJECTING -> failed(FailureClass.KEY_INVALID);
            case NO_CREDIT ->
                dice < 80 ? failed(FailureClass.KEY_NO_CREDIT) : limited(FailureClass.KEY_NO_CREDIT, 10 * HOUR);
        };
    }

    private Failed limited(FailureClass failure, long most) {
        return new Failed(failure, "limited", Duration.ofMillis(1_000 + random.nextLong(most)));
    }

    private static Failed failed(FailureClass failure) {
        return new Failed(failure, "failed", null);
    }

    /** Some configuration. */
    Member member(BrandId brand, String provider, IntegrationId id) {
        Long perDay = choose(null, 100L, 1_000L, 5_000L);
        Long perMinute = choose(null, 2L, 10L, 40L);
        Money amount = new Money(100_000_000L + random.nextLong(1_000_000_000L));
        Period period = random.nextInt(4) == 0 ? Period.MONTHLY : Period.DAILY;
        Action action = random.nextBoolean() ? Action.WARN : Action.BLOCK;
        SpendLimit limit = random.nextBoolean() ? null : new SpendLimit(amount, period, action);
        int priority = random.nextInt(3) == 0 ? 10 : 0;
        String account = random.nextInt(3) == 0 ? null : random.nextBoolean() ? "x" : "y";
        return new Member(id, brand, provider, random.nextInt(20) != 0, priority, perDay, perMinute, limit, account);
    }

    /** What one caller wants. */
    LeaseRequest request(long number, BrandId brand, String provider) {
        String model = random.nextInt(10) == 0 ? null : random.nextInt(3) == 0 ? "b" : "a";
        Money reserve = random.nextInt(12) == 0
                ? null
                : new Money(random.nextLong(random.nextInt(60) == 0 ? 500_000_000 : 12_000_000));
        return new LeaseRequest(number, brand, provider, model, provider.equals("openai"), reserve, Set.of());
    }

    /** What it does cost, if it was bounded at all then within its bound. */
    Money cost(@Nullable Money reserve) {
        return new Money(random.nextLong((reserve == null ? 3_000_000 : reserve.nanos()) + 1));
    }

    private @Nullable Long choose(@Nullable Long... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
