package dev.keypool.integrations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.keypool.integrations.ProviderAnswer.Answered;
import dev.keypool.integrations.ProviderAnswer.Silent;
import dev.keypool.providers.Billing;
import dev.keypool.providers.PreparedCall;
import dev.keypool.providers.Provider;
import dev.keypool.values.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
    /** A month of days fits on one page of every provider we know. */
    private static final int PAGES_MAX = 12;
    /** A month's cost by line item, in words: an account with many models has hundreds of KiB. */
    private static final int BODY_MAX = 1 << 20;

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
        if (!from.startsWith(EXTRA)) return main(window);
        var extra = billing.extra().get(from.substring(EXTRA.length()));
        if (extra == null || places.missing(extra.url()).isPresent()) return null;
        return extra(extra, window);
    }

    /** Asks for the values of places that the credential does not name, such as a team's id. */
    private void fillFrom(Billing.ExtraCall extra) {
        if (extra.gives().isEmpty() || places.missing(extra.url()).isPresent()) return;
        JsonNode answer = extra(extra, MONTH);
        if (answer == null) return;
        extra.gives()
                .forEach((name, pointer) -> places.give(name, answer.at(pointer).asText()));
    }

    private @Nullable JsonNode extra(Billing.ExtraCall extra, String window) {
        String body = extra.body() == null ? null : places.fill(extra.body(), window);
        Answered answer = send(extra.method(), places.fill(extra.url(), window), body);
        boolean refused = answer.status() == 401 || answer.status() == 403;
        return extra.optional() && refused ? null : parsed(answer);
    }

    private @Nullable JsonNode main(String window) {
        String url = places.fill(billing.url(), window);
        JsonNode first = page(url);
        Billing.Pages pages = billing.answer().pages();
        if (first == null || pages == null) return first;
        JsonNode last = first;
        for (int page = 2; last.at(pages.more()).asBoolean(); page++) {
            String next = last.at(pages.next()).asText("");
            if (page > PAGES_MAX || next.isEmpty()) throw unfinished();
            last = page(url + "&" + pages.parameter() + "=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
            if (last == null || !(first.at(pages.array()) instanceof ArrayNode all)) throw unfinished();
            last.at(pages.array()).forEach(all::add);
        }
        return first;
    }

    private BillingFault unfinished() {
        return new BillingFault(provider.label() + " answered with pages that do not end.");
    }

    private @Nullable JsonNode page(String url) {
        Answered answer = send(billing.method(), url, null);
        if (billing.answer().noData().contains(answer.status())) return null;
        JsonNode tree = parsed(answer);
        billing.answer().okIf().forEach((pointer, wanted) -> {
            if (!tree.at(pointer).asText().equals(wanted))
                throw new BillingFault(provider.label() + " answered with status " + answer.status() + ", but says "
                        + "that the call failed: " + pointer + " is not " + wanted + ".");
        });
        return tree;
    }

    private Answered send(String method, String url, @Nullable String body) {
        URI uri = Rebase.onto(provider, base, URI.create(url));
        Map<String, String> headers = new LinkedHashMap<>();
        billing.headers().forEach((name, template) -> headers.put(name, withSecrets(template)));
        if (body != null) headers.put("Content-Type", "application/json");
        return switch (budget.send(new PreparedCall(method, uri, headers, body), provider.guarded(), BODY_MAX)) {
            case Silent silent -> throw new BillingFault(silent.sentence());
            case Answered answer -> answer;
        };
    }

    private JsonNode parsed(Answered answer) {
        int status = answer.status();
        if (status == 401 || status == 403) throw new BillingFault(refused(status));
        if (status < 200 || status > 299)
            throw new BillingFault(provider.label() + " answered with status " + status + ".");
        if (!answer.whole()) throw new BillingFault(provider.label() + " answered with more than 1 MiB.");
        try {
            return JSON.readTree(answer.body().getBytes());
        } catch (JsonProcessingException unreadable) {
            throw new BillingFault(provider.label() + " answered with something that is not JSON.");
        } catch (IOException unreadable) {
            throw new BillingFault(provider.label() + " answered with something that cannot be read.");
        }
    }

    /** The first sentence is the published one. */
    private String refused(int status) {
        boolean key = billing.credential().equals("api_key");
        if (key && status == 401) return "API key invalid or expired";
        String what = key ? "this API key" : "the credential field " + billing.credential();
        return provider.label() + " refuses " + what + " (status " + status
                + "): it is invalid, expired, or may not read billing.";
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
