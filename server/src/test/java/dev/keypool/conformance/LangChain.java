package dev.keypool.conformance;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LangChain4j, whose own clients speak the two dialects. */
final class LangChain implements Sdk {
    private static final JsonObjectSchema CITY = JsonObjectSchema.builder()
            .addStringProperty("city")
            .required("city")
            .build();
    private static final JsonObjectSchema PERSON = JsonObjectSchema.builder()
            .addStringProperty("name")
            .addIntegerProperty("age")
            .required("name", "age")
            .additionalProperties(false)
            .build();

    private final ChatModel chat;
    private final StreamingChatModel streaming;
    private final @Nullable EmbeddingModel embeddings;

    private LangChain(ChatModel chat, StreamingChatModel streaming, @Nullable EmbeddingModel embeddings) {
        this.chat = chat;
        this.streaming = streaming;
        this.embeddings = embeddings;
    }

    static LangChain openAi(Line line) {
        return new LangChain(
                OpenAiChatModel.builder()
                        .baseUrl(line.origin() + "/v1")
                        .apiKey(line.token())
                        .modelName(line.model())
                        .maxRetries(0)
                        .build(),
                OpenAiStreamingChatModel.builder()
                        .baseUrl(line.origin() + "/v1")
                        .apiKey(line.token())
                        .modelName(line.model())
                        .build(),
                OpenAiEmbeddingModel.builder()
                        .baseUrl(line.origin() + "/v1")
                        .apiKey(line.token())
                        .modelName(line.model())
                        .maxRetries(0)
                        .build());
    }

    static LangChain anthropic(Line line) {
        return new LangChain(
                AnthropicChatModel.builder()
                        .baseUrl(line.origin() + "/v1")
                        .apiKey(line.token())
                        .modelName(line.model())
                        .maxTokens(1000)
                        .maxRetries(0)
                        .build(),
                AnthropicStreamingChatModel.builder()
                        .baseUrl(line.origin() + "/v1")
                        .apiKey(line.token())
                        .modelName(line.model())
                        .maxTokens(1000)
                        .build(),
                null);
    }

    @Override
    public String say(String text) {
        return chat.chat(text);
    }

    @Override
    public List<String> stream(String text) throws Exception {
        Pieces pieces = new Pieces(Integer.MAX_VALUE);
        streaming.chat(text, pieces);
        return pieces.await();
    }

    @FunctionalInterface
    private interface Way {
        ChatResponse ask(ChatRequest request) throws Exception;
    }

    private ChatResponse streamed(ChatRequest request) throws Exception {
        Pieces pieces = new Pieces(Integer.MAX_VALUE);
        streaming.chat(request, pieces);
        return pieces.awaitResponse();
    }

    @Override
    public Talk useTool(String text) throws Exception {
        return talk(text, request -> chat.chat(request));
    }

    @Override
    public Talk useToolStreamed(String text) throws Exception {
        return talk(text, this::streamed);
    }

    private static Talk talk(String text, Way way) throws Exception {
        ToolSpecification tool = ToolSpecification.builder()
                .name(TOOL)
                .description("The weather of a city.")
                .parameters(CITY)
                .build();
        ChatMessage asked = UserMessage.from(text);
        ChatResponse called = way.ask(
                ChatRequest.builder().messages(asked).toolSpecifications(tool).build());
        ToolExecutionRequest call = called.aiMessage().toolExecutionRequests().getFirst();
        ChatResponse answer = way.ask(ChatRequest.builder()
                .messages(asked, called.aiMessage(), ToolExecutionResultMessage.from(call, TOOL_SAYS))
                .toolSpecifications(tool)
                .build());
        return new Talk(call.name(), call.arguments(), answer.aiMessage().text());
    }

    @Override
    public Person structured(String text) throws Exception {
        ResponseFormat format = ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(
                        JsonSchema.builder().name("person").rootElement(PERSON).build())
                .build();
        String json = chat.chat(ChatRequest.builder()
                        .messages(UserMessage.from(text))
                        .responseFormat(format)
                        .build())
                .aiMessage()
                .text();
        return Persons.read(json);
    }

    @Override
    public String look(String text, String base64Png) {
        return chat.chat(UserMessage.from(TextContent.from(text), ImageContent.from(base64Png, "image/png")))
                .aiMessage()
                .text();
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        if (embeddings == null) throw new Lacking();
        return embeddings.embedAll(texts.stream().map(TextSegment::from).toList()).content().stream()
                .map(Embedding::vector)
                .toList();
    }

    @Override
    public int failure(String text) {
        try {
            say(text);
        } catch (LangChain4jException told) {
            for (Throwable cause = told; cause != null; cause = cause.getCause())
                if (cause instanceof HttpException http) return http.statusCode();
            throw told;
        }
        throw new AssertionError("The call did not fail.");
    }

    @Override
    public void leave(String text) throws Exception {
        Pieces pieces = new Pieces(2);
        streaming.chat(text, pieces);
        pieces.awaitEnough();
    }
}
