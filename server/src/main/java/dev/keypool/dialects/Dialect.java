package dev.keypool.dialects;

import java.util.Locale;

/** A wire format of chat. What is carried from one to another and what is lost: {@code docs/dialects.md}. */
public enum Dialect {
    /** {@code POST /chat/completions} of OpenAI and of all who took it over. */
    OPENAI_CHAT,
    /** {@code POST /responses} of OpenAI. */
    OPENAI_RESPONSES,
    /** {@code POST /messages} of Anthropic. */
    ANTHROPIC_MESSAGES,
    /** {@code converse} and {@code converse-stream} of Amazon Bedrock: providers alone speak it. */
    BEDROCK_CONVERSE;

    /** Its name in settings, catalogue rows and documents. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
