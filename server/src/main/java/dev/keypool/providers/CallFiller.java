package dev.keypool.providers;

import dev.keypool.values.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts a credential into the headers, and where a provider wants it so the body, of a call. */
final class CallFiller {
    /** The only kind of body that may hold places: their values are encoded for it. */
    static final String FORM = "application/x-www-form-urlencoded";

    private CallFiller() {}

    static Map<String, String> headers(Provider provider, Map<String, Secret> secrets) {
        var templates = new LinkedHashMap<String, String>();
        templates.put(provider.auth().header(), provider.auth().format());
        templates.putAll(provider.auth().fixedHeaders());
        return filled(provider, templates, secrets);
    }

    /** What signs with these values; null when the key is sent as it is. */
    static @Nullable SigV4 signer(Provider provider, Map<String, Secret> secrets) {
        Signing signing = provider.auth().signing();
        if (signing == null) return null;
        String sent = sentField(provider);
        return secrets.containsKey(sent) ? null : signing.signer(sent, secrets);
    }

    /** The field whose value the row's own header sends. */
    static String sentField(Provider provider) {
        return Template.names(provider.auth().format()).getFirst();
    }

    static PreparedCall testCall(
            Provider provider, Map<String, String> plainFields, Map<String, Secret> secrets, Instant now) {
        Provider.TestCall test = provider.test();
        String body = test.body();
        Map<String, String> headers = new LinkedHashMap<>();
        if (body != null) headers.put("Content-Type", "application/json");
        headers.putAll(
                test.headers().isEmpty() ? headers(provider, secrets) : filled(provider, test.headers(), secrets));
        URI uri = URI.create(BaseUrl.fill(provider, test.url(), plainFields));
        String filled = body == null ? null : Template.fill(body, name -> inBody(provider, name, secrets));
        SigV4 signer = signer(provider, secrets);
        byte[] bytes = filled == null ? new byte[0] : filled.getBytes(StandardCharsets.UTF_8);
        if (signer != null) headers.putAll(signer.sign(test.method(), uri, target(uri), bytes, now));
        return new PreparedCall(test.method(), uri, headers, filled);
    }

    private static String target(URI uri) {
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private static Map<String, String> filled(
            Provider provider, Map<String, String> templates, Map<String, Secret> secrets) {
        var headers = new LinkedHashMap<String, String>();
        templates.forEach((name, template) -> {
            if (complete(provider, template, secrets))
                headers.put(
                        name,
                        Template.fill(
                                template,
                                field -> text(field, secrets.get(field)).orElseThrow()));
        });
        return headers;
    }

    private static boolean complete(Provider provider, String template, Map<String, Secret> secrets) {
        for (String field : Template.names(template)) if (!present(provider, field, secrets)) return false;
        return true;
    }

    private static boolean present(Provider provider, String field, Map<String, Secret> secrets) {
        if (secrets.containsKey(field)) return true;
        if (provider.field(field).filter(CredentialField::required).isEmpty()) return false;
        throw BaseUrl.refusal(field, "is missing: " + provider.name() + " needs it");
    }

    private static String inBody(Provider provider, String field, Map<String, Secret> secrets) {
        String text = text(field, secrets.get(field))
                .orElseThrow(() -> BaseUrl.refusal(field, "is missing: " + provider.name() + " needs it"));
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Only printable ASCII may stand in a header: a line break there would begin another one. */
    static Optional<String> text(String field, @Nullable Secret secret) {
        if (secret == null) return Optional.empty();
        String text = secret.reveal(Secret.Use.UPSTREAM_HEADER);
        for (int i = 0; i < text.length(); i++)
            if (text.charAt(i) < ' ' || text.charAt(i) > '~')
                throw BaseUrl.refusal(field, "may hold only printable ASCII characters");
        return Optional.of(text);
    }
}
