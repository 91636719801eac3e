package dev.keypool.integrations;

import dev.keypool.providers.Provider;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One provider as {@code GET /api/v1/integrations/providers} shows it. Immutable. */
record ProviderView(
        String name,
        String label,
        String category,
        String status,
        List<Field> credentialFields,
        List<String> capabilities,
        boolean hasBilling,
        @Nullable String docsUrl,
        @Nullable String signupUrl) {
    /** One field of its credential. */
    record Field(
            String name,
            boolean required,
            boolean secret,
            @Nullable String prefix) {}

    static ProviderView of(Provider provider) {
        return new ProviderView(
                provider.name(),
                provider.label(),
                provider.category().name().toLowerCase(Locale.ROOT),
                provider.retired() == null ? "active" : "retired",
                provider.fields().stream()
                        .map(field -> new Field(field.name(), field.required(), field.secret(), field.prefix()))
                        .toList(),
                provider.capabilities().stream().sorted().toList(),
                provider.billing() != null,
                provider.docsUrl(),
                provider.signupUrl());
    }
}
