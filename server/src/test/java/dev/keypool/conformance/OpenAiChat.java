package dev.keypool.conformance;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.util.List;
import java.util.function.Function;

/** The official OpenAI SDK, by chat completions. */
final class OpenAiChat implements Sdk {
    private final OpenAIClient client;
    private final String model;

    OpenAiChat(Line line) {
        this.client = OpenAi.client(line);
        this.model = line.model();
    }

    private ChatCompletionCreateParams.Builder ask(String text) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(text);
    }

    private ChatCompletionMessage answer(ChatCompletionCreateParams params) {
        return client.chat().completions().create(params).choices().getFirst().message();
    }

    @Override
    public String say(String text) {
        return answer(ask(text).build()).content().orElseThrow();
    }

    @Override
    public List<String> stream(String text) {
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ask(text).build())) {
            return stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .toList();
        }
    }

    private ChatCompletionMessage streamed(ChatCompletionCreateParams params) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(whole::accumulate);
        }
        return whole.chatCompletion().choices().getFirst().message();
    }

    @Override
    public Talk useTool(String text) {
        return talk(text, this::answer);
    }

    @Override
    public Talk useToolStreamed(String text) {
        return talk(text, this::streamed);
    }

    private Talk talk(String text, Function<ChatCompletionCreateParams, ChatCompletionMessage> way) {
        FunctionDefinition tool = FunctionDefinition.builder()
                .name(TOOL)
                .parameters(FunctionParameters.builder()
                        .putAllAdditionalProperties(OpenAi.SCHEMA)
                        .build())
                .build();
        ChatCompletionCreateParams.Builder talk = ask(text).addFunctionTool(tool);
        ChatCompletionMessage called = way.apply(talk.build());
        ChatCompletionMessageFunctionToolCall call =
                called.toolCalls().orElseThrow().getFirst().asFunction();
        talk.addMessage(called)
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content(TOOL_SAYS)
                        .build());
        return new Talk(
                call.function().name(),
                call.function().arguments(),
                way.apply(talk.build()).content().orElseThrow());
    }

    @Override
    public Person structured(String text) {
        return client.chat()
                .completions()
                .create(ask(text).responseFormat(Person.class).build())
                .choices()
                .getFirst()
                .message()
                .content()
                .orElseThrow();
    }

    @Override
    public String look(String text, String base64Png) {
        ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessageOfArrayOfContentParts(List.of(
                        ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                                .text(text)
                                .build()),
                        ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                        .url("data:image/png;base64," + base64Png)
                                        .build())
                                .build())))
                .build();
        return answer(params).content().orElseThrow();
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        CreateEmbeddingResponse page = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(model)
                        .inputOfArrayOfStrings(texts)
                        .build());
        return page.data().stream().map(one -> OpenAi.floats(one.embedding())).toList();
    }

    @Override
    public int failure(String text) {
        return OpenAi.status(() -> say(text));
    }

    @Override
    public void leave(String text) {
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ask(text).build())) {
            stream.stream().limit(2).forEach(chunk -> {});
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
