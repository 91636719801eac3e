package dev.keypool.providers;

import dev.keypool.values.Secret;
import java.net.URI;
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
 * @param published true for the 16 providers of the published system, which are listed first
 * @param retired why it can no longer be used, null while it can
 * @param fields its credential fields, in order
 * @param auth how a key is put into a request
 * @param baseUrl template: {@code {account_id}} and the like are filled from the credential's plain fields
 * @param overridden true when the operator replaced the base URL
 * @param chatPath path of chat completions below the base URL, null when it speaks no OpenAI dialect there
 * @param modelsPath path of the model list below the base URL, null when there is none in OpenAI form
 * @param openAiDialect true when chat completions are OpenAI's, so that a request is relayed as it came
 * @param includeUsage true when a stream reports usage on {@code stream_options.include_usage}
 * @param capabilities {@code chat}, {@code embeddings}, …
 * @param test cheapest call that tells whether a key is good
 * @param billing how balance and spend are read, null when the provider has no such call
 * @param errorRules ordered; the first match decides the class
 */
public record Provider(
        String name,
        String label,
        boolean published,
        @Nullable String retired,
        List<CredentialField> fields,
        Auth auth,
        String baseUrl,
        boolean overridden,
        @Nullable String chatPath,
        @Nullable String modelsPath,
        boolean openAiDialect,
        boolean includeUsage,
        Set<String> capabilities,
        TestCall test,
        @Nullable Billing billing,
        List<ErrorRule> errorRules,
        @Nullable String docsUrl,
        @Nullable String signupUrl) {

    /** How a key is put into a request: header name and value template such as {@code Bearer {api_key}}; fixed headers beside it. */
    public record Auth(String header, String format, Map<String, String> fixedHeaders) {}

    /** @param url template; the statuses tell a good from a bad key, all others mean "unknown" */
    public record TestCall(
            String method,
            String url,
            @Nullable String body,
            Set<Integer> ok,
            Set<Integer> badKey,
            Set<Integer> noCredit) {}

    /** The base URL for a key with these plain (not secret) fields, region variants applied; no trailing slash. */
    public URI baseUri(Map<String, String> plainFields) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** True when the credential itself names the base URL (ollama, vllm). */
    public boolean freeBaseUrl() {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Headers that authenticate with these secret fields, and the row's fixed headers. Empty optional when a needed field is absent and the provider allows none. */
    public Map<String, String> headers(Map<String, Secret> secrets) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** The field of that name. */
    public Optional<CredentialField> field(String fieldName) {
        return fields.stream().filter(f -> f.name().equals(fieldName)).findFirst();
    }
}
