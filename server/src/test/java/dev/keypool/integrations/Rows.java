package dev.keypool.integrations;

import dev.keypool.ledger.Entry;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import dev.keypool.values.Uuid7;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Writes rows of attempts into a house's ledger, as a gateway would. What is set holds for the rows that follow. */
final class Rows {
    private final House house;
    private final SplittableRandom random = new SplittableRandom(11);
    private final List<Entry> entries = new ArrayList<>();
    private Instant at;
    private Caller caller = Calls.EMPTY.caller();
    private String provider = "openrouter";
    private String model = "some/model";
    private String result = "ok";
    private @Nullable Money cost = Money.of(new BigDecimal("0.25"));
    private int millis = 800;

    private Rows(House house) {
        this.house = house;
        this.at = Objects.requireNonNull(house.now.get());
    }

    static Rows of(House house) {
        return new Rows(house);
    }

    Rows at(String moment) {
        at = Instant.parse(moment);
        return this;
    }

    Rows by(long brand, Caller.Kind kind, String id) {
        caller = new Caller(new BrandId(brand), kind, id, Set.of());
        return this;
    }

    Rows to(String toProvider, String ofModel) {
        provider = toProvider;
        model = ofModel;
        return this;
    }

    Rows ended(String as, @Nullable String atCost) {
        result = as;
        cost = atCost == null ? null : Money.of(new BigDecimal(atCost));
        return this;
    }

    Rows in(int milliseconds) {
        millis = milliseconds;
        return this;
    }

    /** One attempt with that key: 120 tokens in, 20 of them cached, 30 out. */
    Rows sent(long key) {
        entries.add(new Entry(
                Uuid7.of(at.toEpochMilli(), random),
                "req",
                caller,
                new IntegrationId(key),
                provider,
                model,
                model,
                at,
                at,
                result,
                200,
                new TokenUsage(120, 30, 20, 0),
                cost,
                false,
                new Entry.Timings(null, null, millis * 1_000L, 0),
                false,
                false));
        return this;
    }

    /** Returns when all of them are committed. */
    void write() {
        for (Entry entry : entries) {
            house.ledger.append(entry, -1, () -> {}, fault -> {
                throw new AssertionError(fault);
            });
        }
        entries.clear();
        house.database.write(handle -> true);
    }
}
