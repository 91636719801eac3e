package dev.keypool.dialects;

/**
 * Whose model Bedrock serves: what stands outside of Converse's own form differs between them. Told by the model's id, so that
 * an application inference profile, whose id tells nothing, is one of the others.
 */
enum ConverseFamily {
    CLAUDE,
    NOVA,
    /** Nova that can reason. */
    NOVA_2,
    GPT,
    OTHER;

    static ConverseFamily of(String model) {
        if (model.contains("anthropic.")) return CLAUDE;
        if (model.contains("amazon.nova-2")) return NOVA_2;
        if (model.contains("amazon.nova")) return NOVA;
        return model.contains("openai.gpt") ? GPT : OTHER;
    }

    boolean nova() {
        return this == NOVA || this == NOVA_2;
    }

    /** Whether it knows cache points, and tool results that are errors. Others refuse a request that has some. */
    boolean knowsMarks() {
        return this == CLAUDE || nova();
    }
}
