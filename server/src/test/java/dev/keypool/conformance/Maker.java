package dev.keypool.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The clients that are tried. */
enum Maker {
    OPENAI_CHAT("OpenAI SDK", "openai-java", ", chat completions"),
    OPENAI_RESPONSES("OpenAI SDK", "openai-java", ", Responses"),
    ANTHROPIC("Anthropic SDK", "anthropic-java", ""),
    LANGCHAIN_OPENAI("LangChain4j", "langchain4j-open-ai", ", OpenAI"),
    LANGCHAIN_ANTHROPIC("LangChain4j", "langchain4j-anthropic", ", Anthropic"),
    SPRING_OPENAI("Spring AI", "spring-ai-openai", ", OpenAI"),
    SPRING_ANTHROPIC("Spring AI", "spring-ai-anthropic", ", Anthropic");

    private static final Path POM = Path.of("pom.xml");

    private final String name;
    private final String artifact;
    private final String way;

    Maker(String name, String artifact, String way) {
        this.name = name;
        this.artifact = artifact;
        this.way = way;
    }

    /** With the version that is tried, as the pom has it. */
    String title() {
        try {
            Matcher version = Pattern.compile("<artifactId>" + artifact + "</artifactId><version>([^<]+)<")
                    .matcher(Files.readString(POM));
            if (!version.find()) throw new AssertionError("The pom has no version of " + artifact + " in one line.");
            return name + " " + version.group(1) + way;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
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
