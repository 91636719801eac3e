package dev.keypool.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.Allowance;
import dev.keypool.values.Money;
import dev.keypool.values.Person;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON as it lies in the tables: lists of agents, and what the audit log tells. Never a token or its hash. */
final class JsonText {
    /** Amounts of money stay exact and plain, there and back. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonText() {}

    static String of(Brand brand) {
        return written(object().put("name", brand.name()).put("is_active", brand.isActive()));
    }

    static String of(Client client) {
        ObjectNode node = object().put("name", client.name()).put("is_active", client.isActive());
        node.set("sign_in_emails", array(client.emails().patterns()));
        return written(node.put("previous_token_until", text(client.secret().previousUntil())));
    }

    static String of(Person person) {
        return written(object().put("issuer", person.issuer())
                .put("subject", person.subject())
                .put("email", person.email()));
    }

    static String of(AgentTerms terms) {
        Money budget = terms.monthlyBudget();
        ObjectNode node = object().put("name", terms.name());
        node.set("scopes", array(terms.scopeNames()));
        node.put("rpm", terms.rpm())
                .put("rpd", terms.rpd())
                .put("monthly_budget", budget == null ? null : budget.toDecimal())
                .put("budget_action", terms.budgetAction().wire());
        node.set("allowed_models", terms.allowedModels() == null ? node.nullNode() : array(terms.allowedModels()));
        return written(node.put("free_only", terms.freeOnly())
                .put("is_active", terms.isActive())
                .put("expires_at", text(terms.expiresAt())));
    }

    static String ofBudget(Money spent, Allowance allowance) {
        Money budget = allowance.budget();
        return written(object().put("spend_this_month", spent.toDecimal())
                .put("monthly_budget", budget == null ? null : budget.toDecimal())
                .put("budget_action", allowance.hard() ? "block" : "warn"));
    }

    static String ofArray(List<String> texts) {
        return written(array(texts));
    }

    static List<String> texts(String array) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : node(array)) texts.add(element.textValue());
        return texts;
    }

    /** Reads back what was written here. */
    static JsonNode node(String stored) {
        try {
            return MAPPER.readTree(stored);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored JSON text does not parse", e);
        }
    }

    private static String written(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree could not be written", e);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ArrayNode array(List<String> texts) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
