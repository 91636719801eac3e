package dev.keypool.identity;

import dev.keypool.values.Allowance;
import dev.keypool.values.Money;
import dev.keypool.values.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an agent may do and how much of it. Immutable.
 *
 * @param rpm requests per minute, null for no limit
 * @param rpd requests per UTC day, null for no limit
 * @param monthlyBudget per UTC calendar month, null for no limit
 * @param allowedModels patterns of models; null for all
 * @param isActive false: its token answers 403
 * @param expiresAt null for never
 */
record AgentTerms(
        String name,
        Set<Scope> scopes,
        @Nullable Integer rpm,
        @Nullable Integer rpd,
        @Nullable Money monthlyBudget,
        BudgetAction budgetAction,
        @Nullable List<String> allowedModels,
        boolean freeOnly,
        boolean isActive,
        @Nullable Instant expiresAt) {
    /** What an agent gets where its creator said nothing: the gateway's scopes, no limits. */
    static final AgentTerms UNSAID = new AgentTerms(
            "",
            Set.of(Scope.GATE_CHAT, Scope.GATE_MODELS, Scope.GATE_USAGE),
            null,
            null,
            null,
            BudgetAction.WARN,
            null,
            false,
            true,
            null);

    AgentTerms {
        scopes = Set.copyOf(scopes);
        allowedModels = allowedModels == null ? null : List.copyOf(allowedModels);
    }

    /** What happens when the monthly budget is used up. */
    enum BudgetAction {
        WARN,
        BLOCK;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What of this the gateway enforces. */
    Allowance allowance() {
        return new Allowance(rpm, rpd, monthlyBudget, budgetAction == BudgetAction.BLOCK, allowedModels, freeOnly);
    }

    /** Wire names in the order of the contract. */
    List<String> scopeNames() {
        return scopes.stream().sorted().map(Scope::wire).toList();
    }
}
