package dev.keypool.integrations;

import dev.keypool.providers.CredentialField;
import dev.keypool.providers.KeyAccess;
import dev.keypool.providers.Provider;
import dev.keypool.values.Secret;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of one credential while they are open. Confined to its attempt, test or request; has no useful {@code toString}. */
final class CredentialValues {
    private static final int SHORTEST_SECRET = 8;

    private final Provider provider;
    private final Map<String, Secret> values;

    /** @param values by field name, only fields that the provider knows */
    CredentialValues(Provider provider, Map<String, Secret> values) {
        this.provider = provider;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    Provider provider() {
        return provider;
    }

    Map<String, Secret> all() {
        return values;
    }

    /** Values that are no secret and go into URLs: account id, region, base URL. */
    Map<String, String> plain() {
        Map<String, String> plain = new HashMap<>();
        for (CredentialField field : provider.fields()) {
            Secret value = field.secret() ? null : values.get(field.name());
            if (value != null) plain.put(field.name(), value.reveal(Secret.Use.UPSTREAM_HEADER));
        }
        return plain;
    }

    URI baseUri() {
        return provider.baseUri(plain());
    }

    KeyAccess access(URI baseUri) {
        return provider.access(baseUri, values);
    }

    /** True when {@code text} shows one of the secrets; fields too short to be one are not looked for. */
    boolean anySecretIn(String text) {
        return provider.fields().stream()
                .filter(CredentialField::secret)
                .map(field -> values.get(field.name()))
                .anyMatch(value -> value != null && shows(text, value.reveal(Secret.Use.FORMAT_CHECK)));
    }

    private static boolean shows(String text, String secret) {
        return secret.length() >= SHORTEST_SECRET && text.contains(secret);
    }

    /**
     * What makes two credentials the same: all required fields; for a provider that requires no secret, every field that was
     * given. So an added billing key does not make a second credential of the first.
     */
    Secret identity() {
        boolean secretRequired = provider.fields().stream().anyMatch(f -> f.required() && f.secret());
        List<String> parts = new ArrayList<>();
        for (CredentialField field : provider.fields()) {
            Secret value = values.get(field.name());
            if (value == null || (secretRequired && !field.required())) continue;
            parts.add(field.name() + "=" + value.reveal(Secret.Use.FINGERPRINT));
        }
        return Secret.of(String.join("\n", parts));
    }
}
