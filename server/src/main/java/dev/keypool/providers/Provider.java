package dev.keypool.providers;

import dev.keypool.values.Refusal;
import dev.keypool.values.Secret;
import dev.keypool.values.Surface;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of the catalogue. Immutable.
 *
 * @param name identifier on the wire, for example {@code openrouter}
 * @param label for people
 * @param category under which people look for it
 * @param published true for the 16 providers of the published system, which are listed first
 * @param retired why it can no longer be used, null while it can
 * @param fields its credential fields, in order
 * @param auth how a key is put into a request
 * @param baseUrl template: {@code {account_id}} and the like are filled from the credential's plain fields
 * @param overridden true when the operator replaced the base URL
 * @param paths the calls that it takes, each with its path below the base URL; {@code {model}} is a place in it
 * @param streamPaths the paths of those that have another one for streams
 * @param modelsPath path of the model list below the base URL, null when there is none in OpenAI form
 * @param includeUsage true when a stream reports usage on {@code stream_options.include_usage}
 * @param capabilities {@code chat}, {@code embeddings}, …
 * @param test cheapest call that tells whether a key is good
 * @param billing how balance and spend are read, null when the provider has no such call
 * @param errorRules ordered; the first match decides the class
 * @param variants base URLs by the value of a plain field, by that field's name ({@code region} to {@code cn})
 */
public record Provider(
        String name,
        String label,
        Category category,
        boolean published,
        @Nullable String retired,
        List<CredentialField> fields,
        Auth auth,
        String baseUrl,
        boolean overridden,
        Map<Surface, String> paths,
        Map<Surface, String> streamPaths,
        @Nullable String modelsPath,
        boolean includeUsage,
        Set<String> capabilities,
        TestCall test,
        @Nullable Billing billing,
        List<ErrorRule> errorRules,
        @Nullable String docsUrl,
        @Nullable String signupUrl,
        Map<String, Map<String, String>> variants) {
    private static final Set<Surface> CHATS =
            EnumSet.of(Surface.CHAT, Surface.MESSAGES, Surface.RESPONSES, Surface.CONVERSE);

    /** Under which heading people look for a provider. */
    public enum Category {
        /** What most teams begin with. */
        POPULAR,
        /** Language models, by their makers or by hosts of open ones. */
        LLM,
        /** Bought with a cloud's contract. */
        ENTERPRISE,
        /** Pictures, film and sound. */
        MEDIA,
        /** Servers that the operator runs. */
        SELF_HOSTED
    }

    public Provider {
        fields = List.copyOf(fields);
        errorRules = List.copyOf(errorRules);
        capabilities = Collections.unmodifiableSet(new LinkedHashSet<>(capabilities));
        variants = Map.copyOf(variants);
        paths = Collections.unmodifiableMap(paths.isEmpty() ? Map.of() : new EnumMap<>(paths));
        streamPaths = Map.copyOf(streamPaths);
    }

    /** The path of that call below the base URL, null when the provider does not take it. */
    public @Nullable String path(Surface surface) {
        return paths.get(surface);
    }

    /**
     * The same for one request: the stream's own path where there is one, and the model in its place.
     *
     * @param model as the provider names it; percent-encoded here, slashes too
     */
    public @Nullable String path(Surface surface, String model, boolean stream) {
        String template = stream ? streamPaths.getOrDefault(surface, paths.get(surface)) : paths.get(surface);
        return template == null ? null : Template.fill(template, place -> CanonicalRequest.encoded(model));
    }

    /** Whether it can still be used and takes chats, in any dialect. */
    public boolean chats() {
        return retired == null && CHATS.stream().anyMatch(paths::containsKey);
    }

    /** True when all its keys reach the same servers; false when part of the address comes with the key. */
    public boolean sameForAll() {
        return baseUrl.indexOf('{') < 0;
    }

    /**
     * How a key is put into a request.
     *
     * @param header the one that holds the key
     * @param format its value's template, such as {@code Bearer {api_key}}
     * @param fixedHeaders templates of the headers beside it
     * @param signing the way in for a credential without that key, null when there is none
     */
    public record Auth(
            String header,
            String format,
            Map<String, String> fixedHeaders,
            @Nullable Signing signing) {
        public Auth {
            fixedHeaders = Map.copyOf(fixedHeaders);
        }

        /** A key that is sent as it is. */
        public Auth(String header, String format, Map<String, String> fixedHeaders) {
            this(header, format, fixedHeaders, null);
        }
    }

    /**
     * @param url template; the statuses tell a good from a bad key, all others mean "unknown"
     * @param headers templates that stand in place of the row's own headers; empty: the row's own
     * @param okIf values that a good answer's body must hold, by JSON pointer; empty when the status is enough
     */
    public record TestCall(
            String method,
            String url,
            @Nullable String body,
            Set<Integer> ok,
            Set<Integer> badKey,
            Set<Integer> noCredit,
            Map<String, String> headers,
            Map<String, String> okIf) {
        public TestCall {
            ok = Set.copyOf(ok);
            badKey = Set.copyOf(badKey);
            noCredit = Set.copyOf(noCredit);
            headers = Map.copyOf(headers);
            okIf = Map.copyOf(okIf);
        }

        public TestCall(
                String method,
                String url,
                @Nullable String body,
                Set<Integer> ok,
                Set<Integer> badKey,
                Set<Integer> noCredit) {
            this(method, url, body, ok, badKey, noCredit, Map.of(), Map.of());
        }
    }

    /**
     * The base URL for a key with these plain (not secret) fields, region variants applied; no trailing slash.
     *
     * @throws Refusal of kind INVALID that names the field which is absent or would leave its place in the URL
     */
    public URI baseUri(Map<String, String> plainFields) {
        return URI.create(BaseUrl.of(this, plainFields));
    }

    /** True when the credential itself names the base URL (ollama, vllm). */
    public boolean freeBaseUrl() {
        return Template.names(baseUrl).contains(BaseUrl.FREE);
    }

    /** True when the base URL is not the catalogue's own, so that the outbound guard must approve where it leads. */
    public boolean guarded() {
        return overridden || freeBaseUrl();
    }

    /**
     * Headers that authenticate with these fields, and the row's fixed headers. A header whose field is optional and absent
     * is left out (a vLLM server without a key).
     *
     * @param secrets all fields of the credential that are known, by name
     * @throws Refusal of kind INVALID that names a required field which is absent or cannot stand in a header
     */
    public Map<String, String> headers(Map<String, Secret> secrets) {
        return CallFiller.headers(this, secrets);
    }

    /**
     * All that an attempt needs of a key.
     *
     * @param baseUri what {@link #baseUri} gave for these values
     * @throws Refusal as {@link #headers}; also when the credential is no whole way in
     */
    public KeyAccess access(URI baseUri, Map<String, Secret> secrets) {
        return new KeyAccess(this, baseUri, guarded(), headers(secrets), CallFiller.signer(this, secrets));
    }

    /** Why a new credential with these fields leaves open which of them is meant; empty when it does not. */
    public Optional<Refusal> clash(Set<String> given) {
        return auth.signing() == null ? Optional.empty() : auth.signing().clash(CallFiller.sentField(this), given);
    }

    /**
     * The test call, filled in and signed where this provider wants that. The caller has the guard approve its host when
     * {@link #guarded()}.
     *
     * @param now wall time, for the signature
     */
    public PreparedCall testCall(Map<String, String> plainFields, Map<String, Secret> secrets, Instant now) {
        return CallFiller.testCall(this, plainFields, secrets, now);
    }

    /** The field of that name. */
    public Optional<CredentialField> field(String fieldName) {
        return fields.stream().filter(f -> f.name().equals(fieldName)).findFirst();
    }
}
