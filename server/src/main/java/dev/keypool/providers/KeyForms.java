package dev.keypool.providers;

import java.util.ArrayList;
import java.util.List;

/** Tells whose key a value is by its form, where a form is one provider's alone. Immutable. */
final class KeyForms {
    private final List<Provider> providers;

    KeyForms(List<Provider> providers) {
        this.providers = providers;
    }

    /**
     * Whose the value surely is: of several prefixes the longest, so that {@code sk-or-v1-} beats {@code sk-}.
     *
     * @param strength length of what was recognised, 0 when nothing was
     */
    record Match(int strength, List<Provider> owners) {
        static final Match NONE = new Match(0, List.of());

        Match and(int otherStrength, Provider owner) {
            if (otherStrength == 0 || otherStrength < strength) return this;
            var all = new ArrayList<>(otherStrength > strength ? List.of() : owners);
            all.add(owner);
            return new Match(otherStrength, List.copyOf(all));
        }
    }

    Match match(String value) {
        Match found = Match.NONE;
        for (Provider provider : providers) found = found.and(strength(provider, value), provider);
        return found;
    }

    /** True when the value may well be that provider's, given how surely somebody else's it is. */
    static boolean fits(Provider claimed, String value, int otherStrength) {
        return claimed.freeBaseUrl()
                || claimed.fields().stream()
                        .filter(CredentialField::secret)
                        .anyMatch(f -> f.hasForm(value) || (f.hasPrefix(value) && length(f) >= otherStrength));
    }

    private static int strength(Provider provider, String value) {
        return provider.fields().stream()
                .filter(CredentialField::secret)
                .mapToInt(f -> strength(f, value))
                .max()
                .orElse(0);
    }

    private static int strength(CredentialField field, String value) {
        return switch (field.knownBy()) {
            case NOTHING -> 0;
            case PREFIX -> field.hasPrefix(value) ? length(field) : 0;
            case FORM -> field.hasForm(value) ? value.length() : 0;
        };
    }

    private static int length(CredentialField field) {
        return field.prefix() == null ? 0 : field.prefix().length();
    }
}
