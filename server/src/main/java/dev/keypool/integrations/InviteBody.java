package dev.keypool.integrations;

import dev.keypool.providers.Provider;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body that makes an invitation. Immutable.
 *
 * @param life 1 to 72 hours
 */
record InviteBody(Invite.Terms terms, Duration life) {
    private static final int LONGEST_LIFE = 72;
    private static final int LONGEST_NOTE = 500;

    static InviteBody of(BodyReader body, Adding adding) {
        body.only(fields());
        String provider = provider(body, adding);
        String note = body.text("note", LONGEST_NOTE);
        KeySettings settings = SettingsBody.invited(body);
        Long hours = body.count("expires_in_hours", 1, LONGEST_LIFE);
        body.done();
        return new InviteBody(
                new Invite.Terms(provider, note, settings), Duration.ofHours(hours == null ? LONGEST_LIFE : hours));
    }

    private static @Nullable String provider(BodyReader body, Adding adding) {
        if (body.value("provider_name") == null) return null;
        Provider provider = adding.provider(body);
        return provider == null ? null : provider.name();
    }

    private static Set<String> fields() {
        Set<String> fields = new HashSet<>(SettingsBody.CREATE_FIELDS);
        fields.remove("credentials");
        fields.addAll(Set.of("priority", "note", "expires_in_hours"));
        return fields;
    }
}
