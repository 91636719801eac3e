package dev.keypool.integrations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.keypool.integrations.ProviderAnswer.Answered;
import dev.keypool.integrations.ProviderAnswer.Silent;
import dev.keypool.providers.Billing;
import dev.keypool.providers.PreparedCall;
import dev.keypool.providers.Provider;
import dev.keypool.values.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks one provider for the figures of one key, within one budget of time. Confined to one sync. */
final class BillingReading implements BillingAnswers {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final String EXTRA = "extra.";

    private final Provider provider;
    private final Billing billing;
    private final CredentialValues values;
    private final URI base;
    private final BillingPlaces places;
    private final ProviderCalls.Budget budget;
    private final Map<String, Optional<JsonNode>> asked = new HashMap<>();

    BillingReading(Billing billing, CredentialValues values, ProviderCalls.Budget budget, Instant now) {
        this.provider = values.provider();
        this.billing = billing;
        this.values = values;
        this.base = values.baseUri();
        this.places = new BillingPlaces(values.plain(), base, now);
        this.budget = budget;
    }

    /** Why the figures cannot be asked for with this credential; empty when they can. */
    Optional<String> lacking() {
        if (!values.all().containsKey(billing.credential())) return Optional.of(lack(billing.credential()));
        for (var extra : billing.extra().entrySet()) {
            if (places.missing(billing.url()).isEmpty()) break;
            fillFrom(extra.getValue());
        }
        return places.missing(billing.url()).map(this::lack);
    }

    URI base() {
        return base;
    }

    @Override
    public @Nullable JsonNode read(String from, String window) {
        return asked.computeIfAbsent(from + " " + window, key -> Optional.ofNullable(ask(from, window)))
                .orElse(null);
    }

    private @Nullable JsonNode ask(String from, String window) {
        if (!from.startsWith(EXTRA)) return send(billing.method(), billing.url(), null, false, window);
        var extra = billing.extra().get(from.substring(EXTRA.length()));
        if (extra == null || places.missing(extra.url()).isPresent()) return null;
        return send(extra.method(), extra.url(), extra.body(), extra.optional(), window);
    }

    /** Asks for the values of places that the credential does not name, such as a team's id. */
    private void fillFrom(Billing.ExtraCall extra) {
        if (extra.gives().isEmpty() || places.missing(extra.url()).isPresent()) return;
        JsonNode answer = send(extra.method(), extra.url(), extra.body(), extra.optional(), MONTH);
        if (answer == null) return;
        extra.gives()
                .forEach((name, pointer) -> places.give(name, answer.at(pointer).asText()));
    }

    private @Nullable JsonNode send(String method, String url, @Nullable String body, boolean optional, String window) {
        URI uri = Rebase.onto(provider, base, URI.create(places.fill(url, window)));
        Map<String, String> headers = headers();
        if (body != null) headers.put("Content-Type", "application/json");
        String filled = body == null ? null : places.fill(body, window);
        var request = new PreparedCall(method, uri, headers, filled);
        return switch (budget.send(request, provider.guarded())) {
            case Silent silent -> throw new BillingFault(silent.sentence());
            case Answered answer -> parsed(answer, optional);
        };
    }

    private @Nullable JsonNode parsed(Answered answer, boolean optional) {
        int status = answer.status();
        if (status == 401 || status == 403) {
            if (optional) return null;
            throw new BillingFault("API key invalid or expired");
        }
        if (status < 200 || status > 299)
            throw new BillingFault(provider.label() + " answered with status " + status + ".");
        if (!answer.whole()) throw new BillingFault(provider.label() + " answered with more than 64 KiB.");
        try {
            return JSON.readTree(answer.body().getBytes());
        } catch (JsonProcessingException unreadable) {
            throw new BillingFault(provider.label() + " answered with something that is not JSON.");
        } catch (java.io.IOException unreadable) {
            throw new BillingFault(provider.label() + " answered with something that cannot be read.");
        }
    }

    private Map<String, String> headers() {
        Map<String, String> filled = new LinkedHashMap<>(provider.auth().fixedHeaders());
        billing.headers().forEach((name, template) -> filled.put(name, withSecrets(template)));
        return filled;
    }

    private String withSecrets(String template) {
        String text = template;
        for (var field : values.all().entrySet()) {
            String place = "{" + field.getKey() + "}";
            if (text.contains(place))
                text = text.replace(place, field.getValue().reveal(Secret.Use.UPSTREAM_HEADER));
        }
        return text;
    }

    private String lack(String field) {
        return "The billing API of " + provider.label() + " needs the credential field " + field
                + ", which this integration does not have";
    }
}
