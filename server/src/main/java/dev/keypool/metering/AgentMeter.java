package dev.keypool.metering;

import dev.keypool.values.Allowance;
import dev.keypool.values.Caller;
import dev.keypool.values.Money;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts what agents ask and spend, and holds them to their allowance (gateway contract, section 6). Thread-safe and lock-free: all
 * that is counted of an agent is one immutable value, moved by compare-and-set. Plain Java: time is handed in.
 *
 * <p>A request counts once, when it is admitted, however many attempts it takes; one of which nothing was sent gives its place
 * back. Of a budget each attempt reserves the most that it may cost, until what it did cost takes that place: so any
 * number of requests together never pass a hard budget (ADR 14).
 */
public final class AgentMeter {
    private final Map<String, AgentAccount> accounts = new ConcurrentHashMap<>();
    private final BudgetNotices notices;

    public AgentMeter(BudgetNotices notices) {
        this.notices = notices;
    }

    /**
     * Sets what is known from before, at start, before the first request.
     *
     * @param budget the agent's budget by now, null for none
     */
    public void restore(AgentPast past, @Nullable Money budget) {
        account(past.agent()).restore(AgentState.of(past, budget));
    }

    /** Counts a request of that agent, or says why it may not come in. */
    public Admittance admit(Caller agent, Instant now) {
        Allowance terms = agent.allowance();
        return account(agent.id()).admit(agent, terms == null ? Allowance.UNLIMITED : terms, now);
    }

    /** What counts of that agent; zeros for one that never asked. */
    public AgentFigures figures(String agent, Instant now) {
        AgentAccount account = accounts.get(agent);
        return (account == null ? AgentState.NONE : account.state(now)).figures(now);
    }

    private AgentAccount account(String agent) {
        AgentAccount known = accounts.get(agent);
        return known == null ? accounts.computeIfAbsent(agent, _ -> new AgentAccount(notices)) : known;
    }
}
