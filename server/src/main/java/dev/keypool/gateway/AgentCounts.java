package dev.keypool.gateway;

import dev.keypool.identity.AgentBooks;
import dev.keypool.ledger.AgentUse;
import dev.keypool.ledger.Ledger;
import dev.keypool.metering.AgentFigures;
import dev.keypool.metering.AgentMeter;
import dev.keypool.metering.AgentPast;
import dev.keypool.values.Allowance;
import dev.keypool.values.BrandId;
import dev.keypool.values.Money;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What agents use, from the meter and the ledger; and how the meter learns at start what they used before. Thread-safe. */
public final class AgentCounts implements AgentBooks {
    private final AgentMeter meter;
    private final Ledger ledger;
    private final InstantSource clock;

    private AgentCounts(AgentMeter meter, Ledger ledger, InstantSource clock) {
        this.meter = meter;
        this.ledger = ledger;
        this.clock = clock;
    }

    /**
     * Tells the meter what the ledger knows; before the first request. Blocks.
     *
     * @param terms of an agent by its id, empty when there is none
     */
    public static AgentCounts open(
            AgentMeter meter, Ledger ledger, Function<String, Optional<Allowance>> terms, InstantSource clock) {
        Instant now = clock.instant();
        for (AgentUse use : ledger.agentUses(now)) {
            var spent = new Money(use.spentThisMonthNanos());
            var past = new AgentPast(use.agent(), now, use.recentSends(), use.requestsToday(), spent);
            meter.restore(past, terms.apply(use.agent()).map(Allowance::budget).orElse(null));
        }
        return new AgentCounts(meter, ledger, clock);
    }

    @Override
    public Counted counted(String agent) {
        AgentFigures figures = meter.figures(agent, clock.instant());
        return new Counted(figures.requestsThisMinute(), figures.requestsToday(), figures.spentThisMonth());
    }

    @Override
    public List<ModelSpend> byModel(BrandId brand, String agent) {
        return ledger.agentModels(brand, agent, clock.instant()).stream()
                .map(use ->
                        new ModelSpend(use.model(), use.attempts(), use.cost().amount()))
                .toList();
    }
}
