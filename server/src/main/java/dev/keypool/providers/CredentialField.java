package dev.keypool.providers;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One field of a provider's credential.
 *
 * @param name {@code api_key}, {@code account_id}, {@code base_url} …
 * @param required whether an integration needs it
 * @param secret false for identifiers such as an account id, which are still sealed and masked
 * @param prefix how its values begin, when the provider says so
 * @param form whole form, used to recognise whose key a value is; not enforced
 */
public record CredentialField(
        String name,
        boolean required,
        boolean secret,
        @Nullable String prefix,
        @Nullable Pattern form) {}
