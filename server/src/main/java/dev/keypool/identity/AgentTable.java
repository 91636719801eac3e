package dev.keypool.identity;

import dev.keypool.values.BrandId;
import dev.keypool.values.Money;
import dev.keypool.values.Scope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** The table {@code agent}. A revoked agent is found by {@link #all} alone. Confined to the transaction of its handle. */
final class AgentTable {
    private static final String SELECT = "SELECT id, brand_id, token_hash, name, scopes, rpm, rpd, monthly_budget,"
            + " budget_action, allowed_models, free_only, is_active, expires_at, revoked_at, created_at, last_used_at FROM agent";

    private final Handle handle;

    AgentTable(Handle handle) {
        this.handle = handle;
    }

    void insert(Agent agent) {
        Update update = handle.createUpdate(
                        "INSERT INTO agent (id, brand_id, token_hash, created_at, name, scopes, rpm,"
                                + " rpd, monthly_budget, budget_action, allowed_models, free_only, is_active, expires_at) VALUES (:id, :brand,"
                                + " :hash, :created, :name, :scopes, :rpm, :rpd, :budget, :action, :models, :free, :active, :expires)")
                .bind("id", agent.id())
                .bind("brand", agent.brand().value())
                .bind("hash", agent.hash().stored())
                .bind("created", agent.createdAt().toEpochMilli());
        bind(update, agent.terms()).execute();
    }

    void update(String id, AgentTerms terms) {
        Update update = handle.createUpdate("UPDATE agent SET name = :name, scopes = :scopes, rpm = :rpm, rpd = :rpd,"
                        + " monthly_budget = :budget, budget_action = :action, allowed_models = :models,"
                        + " free_only = :free, is_active = :active, expires_at = :expires WHERE id = :id")
                .bind("id", id);
        bind(update, terms).execute();
    }

    void rotate(String id, TokenHash hash) {
        handle.createUpdate("UPDATE agent SET token_hash = :hash WHERE id = :id")
                .bind("hash", hash.stored())
                .bind("id", id)
                .execute();
    }

    void revoke(String id, Instant now) {
        handle.createUpdate("UPDATE agent SET revoked_at = :now WHERE id = :id")
                .bind("now", now.toEpochMilli())
                .bind("id", id)
                .execute();
    }

    void use(String id, Instant at) {
        handle.createUpdate("UPDATE agent SET last_used_at = :at WHERE id = :id")
                .bind("at", at.toEpochMilli())
                .bind("id", id)
                .execute();
    }

    /** Revoked or not. */
    Optional<Agent> find(String id) {
        return handle.createQuery(SELECT + " WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> agent(row))
                .findOne();
    }

    /** Not revoked, oldest first; of all brands when null. */
    List<Agent> list(@Nullable BrandId brand) {
        return handle.createQuery(SELECT + " WHERE revoked_at IS NULL AND (:brand IS NULL OR brand_id = :brand)"
                        + " ORDER BY created_at, id")
                .bind("brand", brand == null ? null : brand.value())
                .map((row, context) -> agent(row))
                .list();
    }

    /** Revoked ones too. */
    List<Agent> all() {
        return handle.createQuery(SELECT).map((row, context) -> agent(row)).list();
    }

    /** Only those that are not revoked. */
    int count(BrandId brand) {
        return handle.createQuery("SELECT count(*) FROM agent WHERE brand_id = :brand AND revoked_at IS NULL")
                .bind("brand", brand.value())
                .mapTo(Integer.class)
                .one();
    }

    void deleteAll(BrandId brand) {
        handle.createUpdate("DELETE FROM agent WHERE brand_id = :brand")
                .bind("brand", brand.value())
                .execute();
    }

    private static Update bind(Update update, AgentTerms terms) {
        return update.bind("name", terms.name())
                .bind("scopes", String.join(" ", terms.scopeNames()))
                .bind("rpm", terms.rpm())
                .bind("rpd", terms.rpd())
                .bind(
                        "budget",
                        terms.monthlyBudget() == null
                                ? null
                                : terms.monthlyBudget().nanos())
                .bind("action", terms.budgetAction().wire())
                .bind("models", terms.allowedModels() == null ? null : JsonText.ofArray(terms.allowedModels()))
                .bind("free", terms.freeOnly())
                .bind("active", terms.isActive())
                .bind("expires", Columns.millis(terms.expiresAt()));
    }

    private static Agent agent(ResultSet row) throws SQLException {
        return new Agent(
                row.getString("id"),
                new BrandId(row.getLong("brand_id")),
                TokenHash.stored(row.getBytes("token_hash")),
                terms(row),
                Columns.instant(row, "revoked_at"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Columns.instant(row, "last_used_at"));
    }

    private static AgentTerms terms(ResultSet row) throws SQLException {
        Long budget = Columns.number(row, "monthly_budget");
        String models = row.getString("allowed_models");
        return new AgentTerms(
                row.getString("name"),
                scopes(row.getString("scopes")),
                Columns.smallNumber(row, "rpm"),
                Columns.smallNumber(row, "rpd"),
                budget == null ? null : new Money(budget),
                AgentTerms.BudgetAction.valueOf(row.getString("budget_action").toUpperCase(Locale.ROOT)),
                models == null ? null : JsonText.texts(models),
                row.getBoolean("free_only"),
                row.getBoolean("is_active"),
                Columns.instant(row, "expires_at"));
    }

    /** A name that this version does not know grants nothing. */
    private static Set<Scope> scopes(String stored) {
        return Arrays.stream(stored.split(" ", -1))
                .flatMap(name -> Scope.grantable(name).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
