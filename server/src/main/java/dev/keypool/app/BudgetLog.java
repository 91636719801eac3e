package dev.keypool.app;

import dev.keypool.identity.Identities;
import dev.keypool.metering.BudgetNotices;
import dev.keypool.values.Allowance;
import dev.keypool.values.Caller;
import dev.keypool.values.Money;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator's log and the brand's audit log what became of agents' budgets. Thread-safe. */
final class BudgetLog implements BudgetNotices {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetLog.class);

    private final Identities identities;
    private final Executor aside;

    /** @param aside runs what blocks, away from the event loop */
    BudgetLog(Identities identities, Executor aside) {
        this.identities = identities;
        this.aside = aside;
    }

    @Override
    public void reached(Caller agent, Money spent, Instant now) {
        LOG.warn("agent {} has spent {} of its monthly budget of {}", agent.id(), dollars(spent), budget(agent));
        note(agent, "budget_reached", spent);
    }

    @Override
    public void missed(Caller agent, Money spent, Money most, Instant now) {
        LOG.warn(
                "agent {} has spent {} of its monthly budget of {}; a request that may cost {} was refused",
                agent.id(),
                dollars(spent),
                budget(agent),
                dollars(most));
        note(agent, "budget_missed", spent);
    }

    private void note(Caller agent, String what, Money spent) {
        aside.execute(() -> {
            try {
                identities.noteBudget(agent, what, spent);
            } catch (RuntimeException fault) {
                LOG.warn("The audit log was not told of the budget of {}: {}", agent.id(), fault.getMessage());
            }
        });
    }

    private static String budget(Caller agent) {
        Allowance allowance = agent.allowance();
        Money budget = allowance == null ? null : allowance.budget();
        return budget == null ? "none" : dollars(budget);
    }

    private static String dollars(Money money) {
        return money.toDecimal().toPlainString();
    }
}
