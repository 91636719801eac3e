package dev.keypool.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.anthropic.api.AnthropicApi;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.openai.api.ResponseFormat;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.retry.support.RetryTemplate;
import org.springframework.util.MimeTypeUtils;

/** Spring AI, whose own clients speak the two dialects; without Spring Boot. */
final class Spring implements Sdk {
    private static final RetryTemplate ONCE =
            RetryTemplate.builder().maxAttempts(1).build();
    private static final Pattern STATUS = Pattern.compile("\\b([45]\\d\\d)\\b");

    private final ChatModel model;
    private final ToolOptions tools;
    private final @Nullable ChatOptions person;
    private final @Nullable EmbeddingModel embeddings;

    /** The client's options with that tool. */
    @FunctionalInterface
    private interface ToolOptions {
        ChatOptions with(ToolCallback tool);
    }

    private Spring(
            ChatModel model, ToolOptions tools, @Nullable ChatOptions person, @Nullable EmbeddingModel embeddings) {
        this.model = model;
        this.tools = tools;
        this.person = person;
        this.embeddings = embeddings;
    }

    static Spring openAi(Line line) {
        OpenAiApi api =
                OpenAiApi.builder().baseUrl(line.origin()).apiKey(line.token()).build();
        OpenAiChatOptions options =
                OpenAiChatOptions.builder().model(line.model()).build();
        return new Spring(
                OpenAiChatModel.builder()
                        .openAiApi(api)
                        .defaultOptions(options)
                        .retryTemplate(ONCE)
                        .build(),
                tool -> OpenAiChatOptions.builder()
                        .model(line.model())
                        .toolCallbacks(tool)
                        .build(),
                OpenAiChatOptions.builder()
                        .model(line.model())
                        .responseFormat(new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, Persons.SCHEMA))
                        .build(),
                new OpenAiEmbeddingModel(
                        api,
                        MetadataMode.EMBED,
                        OpenAiEmbeddingOptions.builder().model(line.model()).build(),
                        ONCE));
    }

    static Spring anthropic(Line line) {
        AnthropicApi api = AnthropicApi.builder()
                .baseUrl(line.origin())
                .apiKey(line.token())
                .build();
        UnaryOperator<AnthropicChatOptions.Builder> common =
                options -> options.model(line.model()).maxTokens(1000);
        return new Spring(
                AnthropicChatModel.builder()
                        .anthropicApi(api)
                        .defaultOptions(
                                common.apply(AnthropicChatOptions.builder()).build())
                        .retryTemplate(ONCE)
                        .build(),
                tool -> common.apply(AnthropicChatOptions.builder())
                        .toolCallbacks(tool)
                        .build(),
                common.apply(AnthropicChatOptions.builder())
                        .outputSchema(Persons.SCHEMA)
                        .build(),
                null);
    }

    private static String text(ChatResponse response) {
        return Objects.requireNonNullElse(response.getResult().getOutput().getText(), "");
    }

    @Override
    public String say(String text) {
        return text(model.call(new Prompt(text)));
    }

    @Override
    public List<String> stream(String text) {
        return stream(new Prompt(text));
    }

    private List<String> stream(Prompt prompt) {
        List<String> pieces = new ArrayList<>();
        model.stream(prompt)
                .filter(response -> response.getResult() != null)
                .map(Spring::text)
                .filter(piece -> !piece.isEmpty())
                .doOnNext(pieces::add)
                .blockLast(Duration.ofSeconds(20));
        return pieces;
    }

    @Override
    public Talk useTool(String text) {
        return talk(text, prompt -> text(model.call(prompt)));
    }

    @Override
    public Talk useToolStreamed(String text) {
        return talk(text, prompt -> String.join("", stream(prompt)));
    }

    /** Spring calls the tool by itself and asks again; what it was called with is noted on the way. */
    private Talk talk(String text, Function<Prompt, String> way) {
        List<String> arguments = new ArrayList<>();
        ToolCallback tool = FunctionToolCallback.builder(TOOL, (City city) -> {
                    arguments.add("{\"city\":\"" + city.city() + "\"}");
                    return TOOL_SAYS;
                })
                .description("The weather of a city.")
                .inputType(City.class)
                .build();
        String answer = way.apply(new Prompt(text, tools.with(tool)));
        return new Talk(TOOL, arguments.getFirst(), answer);
    }

    /** The tool's argument. */
    record City(String city) {}

    @Override
    public Person structured(String text) throws Exception {
        if (person == null) throw new Lacking();
        return Persons.read(text(model.call(new Prompt(text, person))));
    }

    @Override
    public String look(String text, String base64Png) {
        Media picture = new Media(
                MimeTypeUtils.IMAGE_PNG,
                new ByteArrayResource(Base64.getDecoder().decode(base64Png)));
        return text(model.call(
                new Prompt(UserMessage.builder().text(text).media(picture).build())));
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        if (embeddings == null) throw new Lacking();
        return embeddings.embedForResponse(texts).getResults().stream()
                .map(Embedding::getOutput)
                .toList();
    }

    /** Its exceptions tell the status in words. */
    @Override
    public int failure(String text) {
        try {
            say(text);
        } catch (RuntimeException told) {
            Matcher status = STATUS.matcher(String.valueOf(told.getMessage()));
            if (status.find()) return Integer.parseInt(status.group(1));
            throw told;
        }
        throw new AssertionError("The call did not fail.");
    }

    @Override
    public void leave(String text) {
        model.stream(new Prompt(text)).take(2).blockLast(Duration.ofSeconds(20));
    }
}
