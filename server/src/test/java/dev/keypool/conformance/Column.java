package dev.keypool.conformance;

import java.util.concurrent.atomic.AtomicInteger;

/** The dialects that providers speak, each by a provider of the catalogue that speaks it. */
enum Column {
    OPENAI("openai", "OpenAI (chat, Responses)", "sk-", "", true, "/chat/completions|/responses|/embeddings"),
    CHAT("mistral", "chat only (Mistral)", "", "", true, "/chat/completions|/embeddings"),
    ANTHROPIC("anthropic", "Anthropic Messages", "sk-ant-api03-", "", false, "/messages"),
    BEDROCK("bedrock", "Bedrock Converse", "ABSK", ",\"region\":\"us-east-1\"", false, "/converse|/converse-stream");

    private static final AtomicInteger MADE = new AtomicInteger();

    private final String provider;
    private final String title;
    private final String prefix;
    private final String more;
    private final boolean embeds;
    private final String calls;

    Column(String provider, String title, String prefix, String more, boolean embeds, String calls) {
        this.provider = provider;
        this.title = title;
        this.prefix = prefix;
        this.more = more;
        this.embeds = embeds;
        this.calls = calls;
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

    /** Whether that is a call of the dialect, by the end of its path. */
    boolean speaks(String path) {
        return path.matches(".*(" + calls + ")");
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
