package dev.keypool.conformance;

/** The clients that are tried. */
enum Maker {
    OPENAI_CHAT("OpenAI SDK 4.6.1, chat completions"),
    OPENAI_RESPONSES("OpenAI SDK 4.6.1, Responses"),
    ANTHROPIC("Anthropic SDK 3.14.0"),
    LANGCHAIN_OPENAI("LangChain4j 1.19.0, OpenAI"),
    LANGCHAIN_ANTHROPIC("LangChain4j 1.19.0, Anthropic"),
    SPRING_OPENAI("Spring AI 1.1.2, OpenAI"),
    SPRING_ANTHROPIC("Spring AI 1.1.2, Anthropic");

    private final String title;

    Maker(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    Sdk make(Line line) {
        return switch (this) {
            case OPENAI_CHAT -> new OpenAiChat(line);
            case OPENAI_RESPONSES -> new OpenAiResponses(line);
            case ANTHROPIC -> new AnthropicMessages(line);
            case LANGCHAIN_OPENAI -> LangChain.openAi(line);
            case LANGCHAIN_ANTHROPIC -> LangChain.anthropic(line);
            case SPRING_OPENAI -> Spring.openAi(line);
            case SPRING_ANTHROPIC -> Spring.anthropic(line);
        };
    }
}
