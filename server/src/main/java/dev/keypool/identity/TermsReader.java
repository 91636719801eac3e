package dev.keypool.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.Scope;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads an agent's terms from a request; what was not sent stays as it was. */
final class TermsReader {
    private static final Pattern PATTERN = Pattern.compile("[!-~&&[^*]]++|[!-~&&[^*/]]++/[!-~&&[^*]]*+\\*");

    private TermsReader() {}

    /** @param now an expiry must lie after it */
    static AgentTerms read(ObjectNode body, AgentTerms present, Instant now) {
        Fields fields = new Fields(body);
        AgentTerms terms = new AgentTerms(
                fields.name(present.name()),
                scopes(fields, present.scopes()),
                fields.limit("rpm", present.rpm()),
                fields.limit("rpd", present.rpd()),
                fields.money("monthly_budget", present.monthlyBudget()),
                budgetAction(fields, body, present.budgetAction()),
                models(fields, present.allowedModels()),
                fields.flag("free_only", present.freeOnly()),
                fields.flag("is_active", present.isActive()),
                fields.future("expires_at", present.expiresAt(), now));
        atLeastOne(fields, "rpm", terms.rpm());
        atLeastOne(fields, "rpd", terms.rpd());
        fields.orRefuse();
        return terms;
    }

    private static Set<Scope> scopes(Fields fields, Set<Scope> present) {
        List<String> names = fields.texts("scopes", null);
        if (names == null) return present;
        Set<Scope> scopes = new HashSet<>();
        for (String name : names) {
            Scope.grantable(name)
                    .ifPresentOrElse(scopes::add, () -> fields.fault("scopes", unknown(name), "unknown_scope"));
        }
        if (names.isEmpty())
            fields.fault("scopes", "scopes is empty; an agent needs at least one of " + known(), "empty");
        return scopes;
    }

    private static String unknown(String name) {
        return "scopes holds '" + name + "', which cannot be granted; expected are " + known();
    }

    private static String known() {
        return Arrays.stream(Scope.values())
                .filter(Scope::isGrantable)
                .map(Scope::wire)
                .collect(Collectors.joining(", "));
    }

    private static @Nullable List<String> models(Fields fields, @Nullable List<String> present) {
        List<String> models = fields.texts("allowed_models", present);
        if (models != null) models = models.stream().map(String::strip).toList();
        if (models != null && models.isEmpty()) {
            fields.fault(
                    "allowed_models", "allowed_models is empty, so nothing could be asked; send null for all", "empty");
        }
        for (String model : models == null ? List.<String>of() : models) pattern(fields, model);
        return models;
    }

    /** The patterns of a brand's model policy ({@code docs/routing.md}), which are read two floors up. */
    private static void pattern(Fields fields, String model) {
        if (model.equals("*") || PATTERN.matcher(model).matches()) return;
        String sentence = "allowed_models holds '" + model
                + "'; expected is a model's name, or the beginning of one with a slash in it and * at its end such as"
                + " openrouter/*, or * alone, in printable ASCII without spaces";
        fields.fault("allowed_models", sentence, "bad_pattern");
    }

    private static AgentTerms.BudgetAction budgetAction(
            Fields fields, ObjectNode body, AgentTerms.BudgetAction present) {
        if (!body.has("budget_action")) return present;
        String word = body.path("budget_action").asText();
        for (AgentTerms.BudgetAction action : AgentTerms.BudgetAction.values()) {
            if (action.wire().equals(word.toLowerCase(Locale.ROOT))) return action;
        }
        fields.fault("budget_action", "budget_action must be warn or block", "unknown_value");
        return present;
    }

    private static void atLeastOne(Fields fields, String field, @Nullable Integer limit) {
        if (limit != null && limit < 1)
            fields.fault(field, field + " must be at least 1, or null for no limit", "out_of_range");
    }
}
