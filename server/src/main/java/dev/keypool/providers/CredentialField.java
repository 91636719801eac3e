package dev.keypool.providers;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One field of a provider's credential. Immutable.
 *
 * @param name {@code api_key}, {@code account_id}, {@code base_url} …
 * @param required whether an integration needs it
 * @param secret false for identifiers such as an account id, which are still sealed and masked
 * @param prefix how its values begin, when the provider says so
 * @param form whole form, used to recognise whose key a value is; not enforced
 * @param knownBy what makes a value surely this provider's
 * @param note for whoever fills it in, null when there is nothing to say
 */
public record CredentialField(
        String name,
        boolean required,
        boolean secret,
        @Nullable String prefix,
        @Nullable Pattern form,
        KnownBy knownBy,
        @Nullable String note) {

    /** How sure a look at a value is: {@code sk-} begins the keys of five providers, {@code gsk_} of one. */
    public enum KnownBy {
        /** Its form is shared with others, or has none. */
        NOTHING,
        /** Whatever begins so is this provider's. */
        PREFIX,
        /** Whatever has the whole form is this provider's, though the prefix alone is shared. */
        FORM
    }

    public CredentialField {
        if (knownBy == KnownBy.PREFIX && prefix == null)
            throw new IllegalArgumentException(name + " is known by its prefix but names none");
        if (knownBy == KnownBy.FORM && form == null)
            throw new IllegalArgumentException(name + " is known by its form but names none");
    }

    /** A field whose values tell nothing of their provider. */
    public CredentialField(
            String name, boolean required, boolean secret, @Nullable String prefix, @Nullable Pattern form) {
        this(name, required, secret, prefix, form, KnownBy.NOTHING, null);
    }

    boolean hasForm(String value) {
        return form != null && form.matcher(value).matches();
    }

    boolean hasPrefix(String value) {
        return prefix != null && value.startsWith(prefix);
    }
}
