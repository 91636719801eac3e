package dev.keypool.integrations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.http.Nearest;
import dev.keypool.http.OutboundGuard;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.CredentialField;
import dev.keypool.providers.Provider;
import dev.keypool.values.Refusal;
import dev.keypool.values.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Provider and credential in the body of POST: what is accepted. Blocks on DNS for a base URL. Thread-safe. */
final class CredentialsBody {
    private static final int LONGEST = 4096;
    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7E]+");
    /** Plain values go into URLs, so they may not change a URL's shape. */
    private static final Pattern URL_PART = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._~-]+");

    private static final String BASE_URL = "base_url";

    private final Catalogue catalogue;
    private final OutboundGuard guard;

    CredentialsBody(Catalogue catalogue, OutboundGuard guard) {
        this.catalogue = catalogue;
        this.guard = guard;
    }

    /** The credential, or null when there was a fault, which is left in {@code body}. */
    @Nullable
    CredentialValues read(BodyReader body) {
        Provider provider = provider(body);
        if (provider == null) return null;
        JsonNode sent = body.value("credentials");
        if (!(sent instanceof ObjectNode credentials)) {
            String names = provider.fields().stream().map(CredentialField::name).collect(Collectors.joining(", "));
            body.fault(
                    List.of("credentials"),
                    "credentials must be an object with the fields of " + provider.name() + ": " + names + ".",
                    sent == null ? "missing" : "invalid_object");
            return null;
        }
        int before = body.faults();
        checkNames(body, provider, credentials);
        Map<String, Secret> values = new LinkedHashMap<>();
        for (CredentialField field : provider.fields()) {
            String value = value(body, provider, field, credentials.get(field.name()));
            if (value != null) values.put(field.name(), Secret.of(value));
        }
        if (body.faults() > before) return null;
        return fitting(body, new CredentialValues(provider, values));
    }

    /** Tries what every attempt will do with it: fill the base URL and the headers. */
    private static @Nullable CredentialValues fitting(BodyReader body, CredentialValues values) {
        try {
            Optional<Refusal> clash = values.provider().clash(values.all().keySet());
            if (clash.isPresent()) throw clash.get();
            values.access(values.baseUri());
            return values;
        } catch (Refusal refusal) {
            body.take(refusal);
            return null;
        }
    }

    /** The provider that takes new keys, or null when there was a fault, which is left in {@code body}. */
    @Nullable
    Provider provider(BodyReader body) {
        JsonNode sent = body.value("provider_name");
        if (sent == null || !sent.isTextual()) {
            String message = "provider_name must be the name of a provider, for example openrouter.";
            body.fault(List.of("provider_name"), message, sent == null ? "missing" : "invalid_text");
            return null;
        }
        Provider provider = catalogue.find(sent.textValue()).orElse(null);
        if (provider == null) {
            body.fault(List.of("provider_name"), unknownProvider(sent.textValue()), "unknown_provider");
            return null;
        }
        if (provider.retired() != null) {
            String message = provider.label() + " is retired and takes no new keys: " + provider.retired();
            body.fault(List.of("provider_name"), message, "retired_provider");
            return null;
        }
        return provider;
    }

    private String unknownProvider(String name) {
        Set<String> usable = catalogue.all().stream()
                .filter(provider -> provider.retired() == null)
                .map(Provider::name)
                .collect(Collectors.toCollection(TreeSet::new));
        String hint = Nearest.of(name, usable)
                .map(near -> " Did you mean '" + near + "'?")
                .orElse(" Known are: " + String.join(", ", usable) + ".");
        return Echo.quoted(name) + " is not a provider of the catalogue." + hint;
    }

    private static void checkNames(BodyReader body, Provider provider, ObjectNode credentials) {
        Set<String> known =
                provider.fields().stream().map(CredentialField::name).collect(Collectors.toCollection(TreeSet::new));
        credentials.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                body.unknown(List.of("credentials"), name, known, "credential field of " + provider.name());
            }
        });
    }

    private @Nullable String value(BodyReader body, Provider provider, CredentialField field, @Nullable JsonNode sent) {
        if (sent == null || sent.isNull()) {
            if (field.required()) {
                fault(body, field, provider.name() + " needs the credential field " + field.name() + ".", "missing");
            }
            return null;
        }
        String value = sent.isTextual() ? sent.textValue().strip() : "";
        if (value.isEmpty()
                || value.length() > LONGEST
                || !PRINTABLE.matcher(value).matches()) {
            String message = field.name() + " must be a text of 1 to " + LONGEST
                    + " printable ASCII characters, without line breaks.";
            fault(body, field, message, "invalid_credential");
            return null;
        }
        return checked(body, provider, field, value);
    }

    private @Nullable String checked(BodyReader body, Provider provider, CredentialField field, String value) {
        if (field.name().equals(BASE_URL)) return baseUrl(body, field, value);
        if (!field.secret() && !URL_PART.matcher(value).matches()) {
            String message = field.name() + " may hold only letters, digits, '.', '_', '~' and '-'.";
            fault(body, field, message, "invalid_credential");
            return null;
        }
        Provider better = field.name().equals("api_key")
                ? catalogue.betterFit(provider, value).orElse(null)
                : null;
        if (better != null) {
            String message = "This api_key looks like a " + better.name() + " key, not a " + provider.name()
                    + " key. Send provider_name " + better.name() + ", or the key of " + provider.name() + ".";
            fault(body, field, message, "wrong_provider");
            return null;
        }
        return value;
    }

    private @Nullable String baseUrl(BodyReader body, CredentialField field, String value) {
        String bare = value;
        while (bare.endsWith("/")) bare = bare.substring(0, bare.length() - 1);
        URI uri = httpUri(bare);
        if (uri == null) {
            String message = "base_url must be an http or https URL with a host and without user, query or fragment,"
                    + " for example https://llm.example.com/v1.";
            fault(body, field, message, "invalid_url");
            return null;
        }
        try {
            guard.approve(uri.getHost());
            return bare;
        } catch (Refusal refusal) {
            fault(body, field, refusal.sentence(), refusal.code());
            return null;
        }
    }

    private static @Nullable URI httpUri(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean http = scheme.equals("http") || scheme.equals("https");
            boolean bare = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            boolean port = uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= 65_535);
            return http && bare && port && uri.getHost() != null && !text.contains("{") ? uri : null;
        } catch (URISyntaxException notAUrl) {
            return null;
        }
    }

    private static void fault(BodyReader body, CredentialField field, String message, String type) {
        body.fault(List.of("credentials", field.name()), message, type);
    }
}
