package dev.keypool.providers;

import dev.keypool.providers.CredentialField.KnownBy;
import dev.keypool.values.Surface;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Provider} of its catalogue file. Confined to the start. */
final class RowReader {
    /** A token that something has to make of the credential first: no field, so that its header is left out until then. */
    private static final String MADE_TOKEN = "oauth_access_token";

    private static final String MODELS = "models";
    private static final String STREAM = "_stream";

    private final String name;
    private final boolean published;
    private final JsonRow row;
    private final Optional<String> override;

    private RowReader(String name, boolean published, JsonRow row, Optional<String> override) {
        this.name = name;
        this.published = published;
        this.row = row.only(
                "label",
                "category",
                "retired",
                "base_url",
                "variants",
                "auth",
                "sign",
                "headers",
                "fields",
                "include_usage",
                "capabilities",
                "paths",
                "test",
                "billing",
                "errors",
                "docs",
                "signup",
                "notes");
        this.override = override;
    }

    /** @param override the operator's base URL */
    static Provider read(String name, boolean published, JsonRow row, Optional<String> override) {
        return new RowReader(name, published, row, override).provider();
    }

    private Provider provider() {
        Map<String, String> paths = row.textMap("paths");
        Optional<String> models = Optional.ofNullable(paths.get(MODELS));
        var provider = new Provider(
                name,
                row.text("label"),
                row.word("category", Provider.Category.class),
                published,
                row.optionalText("retired").orElse(null),
                List.copyOf(row.rows("fields", RowReader::field).values()),
                auth(),
                override.orElseGet(() -> row.text("base_url")),
                override.isPresent(),
                calls(paths, false),
                calls(paths, true),
                models.orElse(null),
                row.flag("include_usage"),
                new LinkedHashSet<>(row.texts("capabilities")),
                override.isPresent() ? testWhereItCalls(test(), models) : test(),
                BillingRow.read(row)
                        .filter(b -> override.isEmpty() || b.url().startsWith("{base}"))
                        .orElse(null),
                row.list("errors", ErrorRuleReader::read),
                row.optionalText("docs").orElse(null),
                row.optionalText("signup").orElse(null),
                row.rows("variants", (field, urls) -> urls.texts()));
        placesAreFields(provider);
        return provider;
    }

    /** @param streamed true for the paths of streams where these have their own ({@code converse_stream}) */
    private Map<Surface, String> calls(Map<String, String> paths, boolean streamed) {
        var calls = new EnumMap<Surface, String>(Surface.class);
        paths.forEach((name, path) -> {
            if (name.equals(MODELS) || name.endsWith(STREAM) != streamed) return;
            calls.put(surface(name, streamed ? name.substring(0, name.length() - STREAM.length()) : name), path);
            if (Template.names(path).stream().anyMatch(place -> !place.equals("model")))
                throw row.fault("paths." + name, "may hold no place but {model}");
        });
        return calls;
    }

    private Surface surface(String name, String call) {
        return Surface.of(call)
                .filter(known -> known != Surface.PROXY)
                .orElseThrow(() -> row.fault("paths." + name, "is no call that the gateway knows"));
    }

    private Provider.Auth auth() {
        Map<String, String> auth = row.textMap("auth");
        if (auth.size() != 1) throw row.fault("auth", "must be one header and its value");
        var header = auth.entrySet().iterator().next();
        return new Provider.Auth(header.getKey(), header.getValue(), row.textMap("headers"), signing());
    }

    private @Nullable Signing signing() {
        if (!row.node().has("sign")) return null;
        JsonRow sign =
                row.row("sign").only("kind", "service", "region", "access_key", "secret_key", "session_token", "note");
        sign.word("kind", Signer.class);
        if (row.textMap("auth").values().stream()
                .allMatch(v -> Template.names(v).isEmpty()))
            throw row.fault("auth", "must send a field: 'sign' stands in its place");
        return new Signing(
                sign.text("service"),
                sign.text("region"),
                sign.text("access_key"),
                sign.text("secret_key"),
                sign.text("session_token"));
    }

    private static CredentialField field(String name, JsonRow field) {
        field.only("required", "secret", "prefix", "form", "known_by", "note");
        try {
            return new CredentialField(
                    name,
                    field.flag("required"),
                    field.flag("secret"),
                    field.optionalText("prefix").orElse(null),
                    field.node().has("form") ? pattern(field, "form", 0) : null,
                    field.node().has("known_by") ? field.word("known_by", KnownBy.class) : KnownBy.NOTHING,
                    field.optionalText("note").orElse(null));
        } catch (IllegalArgumentException contradiction) {
            throw field.fault("known_by", "does not fit: " + contradiction.getMessage());
        }
    }

    private Provider.TestCall test() {
        JsonRow test = row.row("test")
                .only("method", "url", "headers", "body", "ok", "ok_if", "bad_key", "no_credit", "billed", "note");
        Map<String, String> headers = test.textMap("headers");
        Optional<String> body = test.optionalText("body");
        if (body.stream().anyMatch(b -> !Template.names(b).isEmpty())
                && !CallFiller.FORM.equals(headers.get("Content-Type")))
            throw test.fault(
                    "body", "may hold credential fields only as a form (Content-Type " + CallFiller.FORM + ")");
        return new Provider.TestCall(
                test.text("method"),
                test.text("url"),
                body.orElse(null),
                test.statuses("ok"),
                test.statuses("bad_key"),
                test.statuses("no_credit"),
                headers,
                test.textMap("ok_if"));
    }

    /** A key for an overridden base URL must not be shown to the provider's own host: it is tested where its calls go. */
    private static Provider.TestCall testWhereItCalls(Provider.TestCall test, Optional<String> models) {
        if (test.url().startsWith("{base}")) return test;
        return new Provider.TestCall(
                "GET", "{base}" + models.orElse("/models"), null, Set.of(200), Set.of(401, 403), Set.of(402));
    }

    /** Compiles a text that can be matched against 64 KiB without trouble: no repeat of "anything" without a bound. */
    static Pattern pattern(JsonRow row, String name, int flags) {
        String text = row.text(name);
        if (text.contains(".*") || text.contains(".+"))
            throw row.fault(name, "repeats '.' without a bound: write .{0,200}");
        try {
            return Pattern.compile(text, flags);
        } catch (PatternSyntaxException wrong) {
            throw row.fault(name, "is no regular expression: " + wrong.getDescription());
        }
    }

    /** A place that no field fills would send its own braces to the provider. */
    private void placesAreFields(Provider provider) {
        for (String place : Template.names(provider.auth().format())) {
            if (provider.field(place).isEmpty() && !place.equals(MADE_TOKEN))
                throw row.fault("auth", "names the field '" + place + "', which is not among the fields");
        }
        Signing signing = provider.auth().signing();
        for (String field : signing == null ? List.<String>of() : signing.fields()) {
            if (provider.field(field).isEmpty())
                throw row.fault("sign", "names the field '" + field + "', which is not among the fields");
        }
        for (String place : Template.names(provider.baseUrl())) {
            if (provider.field(place).filter(f -> !f.secret()).isEmpty())
                throw row.fault("base_url", "names '" + place + "', which is no plain field");
        }
        if (provider.billing() != null
                && provider.field(provider.billing().credential()).isEmpty())
            throw row.fault("billing.credential", "is not among the fields");
    }

    private enum Signer {
        SIGV4
    }
}
