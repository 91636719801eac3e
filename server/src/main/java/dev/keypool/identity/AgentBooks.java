package dev.keypool.identity;

import dev.keypool.values.BrandId;
import dev.keypool.values.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What agents use, told by whoever counts it. Thread-safe. */
public interface AgentBooks {
    /** Where nobody counts. */
    AgentBooks EMPTY = new AgentBooks() {
        @Override
        public Counted counted(String agent) {
            return new Counted(0, 0, Money.ZERO);
        }

        @Override
        public List<ModelSpend> byModel(BrandId brand, String agent) {
            return List.of();
        }
    };

    /**
     * What counts against an agent's limits right now.
     *
     * @param requestsThisMinute in the current second and the sixty before it
     * @param requestsToday since 00:00 UTC
     * @param spentThisMonth in the UTC month: known costs, and under a blocking budget what was reserved for unknown ones
     */
    record Counted(long requestsThisMinute, long requestsToday, Money spentThisMonth) {}

    /**
     * What an agent used of one model in the running UTC month.
     *
     * @param model as served, else as asked
     * @param requests attempts that were sent
     * @param cost as far as it is known, null when nothing is
     */
    record ModelSpend(String model, long requests, @Nullable Money cost) {}

    /** From memory. */
    Counted counted(String agent);

    /** The dearest model first. May block. */
    List<ModelSpend> byModel(BrandId brand, String agent);
}
