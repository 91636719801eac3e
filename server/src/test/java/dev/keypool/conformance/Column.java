package dev.keypool.conformance;

import java.util.concurrent.atomic.AtomicInteger;

/** The dialects that providers speak, each by a provider of the catalogue that speaks it. */
enum Column {
    OPENAI("openai", "OpenAI (chat, Responses)", "sk-", "", true),
    CHAT("mistral", "chat only (Mistral)", "", "", true),
    ANTHROPIC("anthropic", "Anthropic Messages", "sk-ant-api03-", "", false),
    BEDROCK("bedrock", "Bedrock Converse", "ABSK", ",\"region\":\"us-east-1\"", false);

    private static final AtomicInteger MADE = new AtomicInteger();

    private final String provider;
    private final String title;
    private final String prefix;
    private final String more;
    private final boolean embeds;

    Column(String provider, String title, String prefix, String more, boolean embeds) {
        this.provider = provider;
        this.title = title;
        this.prefix = prefix;
        this.more = more;
        this.embeds = embeds;
    }

    String provider() {
        return provider;
    }

    String title() {
        return title;
    }

    /** Whether this provider has embeddings that the catalogue knows of. */
    boolean embeds() {
        return embeds;
    }

    /** A made-up key of the provider's form, never the same twice. */
    String newKey() {
        return prefix + "%052d".formatted(40_000 + MADE.incrementAndGet());
    }

    /** The credentials of the integration with that key. */
    String credentials(String key) {
        return "{\"api_key\":\"" + key + "\"" + more + "}";
    }
}
