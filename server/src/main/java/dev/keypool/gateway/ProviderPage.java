package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.Provider;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /providers}: the catalogue as a gateway client needs it. Immutable. */
final class ProviderPage {
    private final Catalogue catalogue;

    ProviderPage(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** @param configured providers for which the caller's brand has a key, null when nobody is known to ask */
    byte[] json(@Nullable List<String> configured) {
        return ModelPages.written(json -> {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (Provider provider : catalogue.all()) write(json, provider, configured);
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Provider provider, @Nullable List<String> configured)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("id", provider.name());
        json.writeStringField("object", "provider");
        json.writeStringField("label", provider.label());
        json.writeStringField("status", provider.retired() == null ? "active" : "retired");
        json.writeBooleanField("chat_completions", provider.chats());
        json.writeArrayFieldStart("capabilities");
        for (String capability : provider.capabilities().stream().sorted().toList()) json.writeString(capability);
        json.writeEndArray();
        json.writeStringField("docs_url", provider.docsUrl());
        json.writeStringField("signup_url", provider.signupUrl());
        if (configured != null) json.writeBooleanField("is_configured", configured.contains(provider.name()));
        json.writeEndObject();
    }
}
