package dev.keypool.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.http.Answer;
import dev.keypool.values.Money;
import dev.keypool.values.Refusal;
import dev.keypool.values.Secret;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this room answers, field by field as in {@code openapi.yaml}. */
final class Answers {
    private Answers() {}

    record BrandView(long id, String name, boolean isActive, Instant createdAt) {
        static BrandView of(Brand brand) {
            return new BrandView(brand.id().value(), brand.name(), brand.isActive(), brand.createdAt());
        }
    }

    record ClientView(
            String clientId,
            long brandId,
            String name,
            boolean isActive,
            List<String> signInEmails,
            Instant createdAt) {
        static ClientView of(Client client) {
            return new ClientView(
                    client.id(),
                    client.brand().value(),
                    client.name(),
                    client.isActive(),
                    client.emails().patterns(),
                    client.createdAt());
        }
    }

    record AgentView(
            String id,
            long brandId,
            String name,
            List<String> scopes,
            @Nullable Integer rpm,
            @Nullable Integer rpd,
            @Nullable BigDecimal monthlyBudget,
            String budgetAction,
            @Nullable List<String> allowedModels,
            boolean freeOnly,
            @Nullable Instant expiresAt,
            boolean isActive,
            Instant createdAt,
            @Nullable Instant lastUsedAt,
            long requestsThisMinute,
            long requestsToday,
            BigDecimal spendThisMonth,
            boolean budgetExceeded,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<ModelView> spendByModel) {
        static AgentView of(Agent agent, @Nullable Instant lastUsedAt, AgentBooks.Counted counted) {
            AgentTerms terms = agent.terms();
            Money budget = terms.monthlyBudget();
            return new AgentView(
                    agent.id(),
                    agent.brand().value(),
                    terms.name(),
                    terms.scopeNames(),
                    terms.rpm(),
                    terms.rpd(),
                    budget == null ? null : budget.toDecimal(),
                    terms.budgetAction().wire(),
                    terms.allowedModels(),
                    terms.freeOnly(),
                    terms.expiresAt(),
                    terms.isActive(),
                    agent.createdAt(),
                    lastUsedAt,
                    counted.requestsThisMinute(),
                    counted.requestsToday(),
                    counted.spentThisMonth().toDecimal(),
                    budget != null && counted.spentThisMonth().compareTo(budget) >= 0,
                    null);
        }

        AgentView with(List<AgentBooks.ModelSpend> byModel) {
            return new AgentView(
                    id,
                    brandId,
                    name,
                    scopes,
                    rpm,
                    rpd,
                    monthlyBudget,
                    budgetAction,
                    allowedModels,
                    freeOnly,
                    expiresAt,
                    isActive,
                    createdAt,
                    lastUsedAt,
                    requestsThisMinute,
                    requestsToday,
                    spendThisMonth,
                    budgetExceeded,
                    byModel.stream().map(ModelView::of).toList());
        }
    }

    record ModelView(String model, long requests, @Nullable BigDecimal cost) {
        static ModelView of(AgentBooks.ModelSpend spend) {
            Money cost = spend.cost();
            return new ModelView(spend.model(), spend.requests(), cost == null ? null : cost.toDecimal());
        }
    }

    record AuditView(
            long id,
            Instant at,
            long brandId,
            String actor,
            @Nullable String via,
            @Nullable String person,
            String action,
            String subject,
            String remoteAddress,
            String requestId,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {
        static AuditView of(AuditEntry entry) {
            return new AuditView(
                    entry.id(),
                    entry.at(),
                    entry.brandId(),
                    entry.actor().id(),
                    entry.actor().via(),
                    entry.actor().person(),
                    entry.action(),
                    entry.subject(),
                    entry.actor().remoteAddress(),
                    entry.actor().requestId(),
                    entry.before() == null ? null : JsonText.node(entry.before()),
                    entry.after() == null ? null : JsonText.node(entry.after()));
        }
    }

    record OneBrand(boolean success, BrandView brand) {}

    record ManyBrands(boolean success, List<BrandView> brands, int total) {}

    record OneClient(boolean success, ClientView client) {}

    record ManyClients(boolean success, List<ClientView> clients, int total) {}

    /** @param clientToken in the clear, this once */
    record ClientWithToken(boolean success, ClientView client, String clientToken) {
        @Override
        public String toString() {
            return "ClientWithToken[" + client + ", clientToken=…]";
        }
    }

    record OneAgent(boolean success, AgentView agent) {}

    record ManyAgents(boolean success, List<AgentView> agents, int total) {}

    /** @param token in the clear, this once */
    record AgentWithToken(boolean success, AgentView agent, String token) {
        @Override
        public String toString() {
            return "AgentWithToken[" + agent + ", token=…]";
        }
    }

    record ManyEntries(boolean success, List<AuditView> entries) {}

    record DeletedBrand(boolean success, String message, long deletedId) {}

    record DeletedToken(boolean success, String message, String deletedId) {}

    static Answer brand(Brand brand) {
        return Answer.ok(new OneBrand(true, BrandView.of(brand)));
    }

    static Answer client(Client client) {
        return Answer.ok(new OneClient(true, ClientView.of(client)));
    }

    static Object clientWithToken(Client client, Secret token) {
        return new ClientWithToken(true, ClientView.of(client), token.reveal(Secret.Use.SHOWN_ONCE));
    }

    static Answer agent(AgentView agent) {
        return Answer.ok(new OneAgent(true, agent));
    }

    static Object agentWithToken(AgentView agent, Secret token) {
        return new AgentWithToken(true, agent, token.reveal(Secret.Use.SHOWN_ONCE));
    }

    static Answer created(Object body, @Nullable String location) {
        return new Answer(201, body, location == null ? Map.of() : Map.of("Location", location));
    }

    static Refusal missing(String what) {
        return new Refusal(Refusal.Kind.NOT_FOUND, "not_found", what + " not found");
    }
}
