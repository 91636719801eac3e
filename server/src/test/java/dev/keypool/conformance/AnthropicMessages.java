package dev.keypool.conformance;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageContentParam;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The official Anthropic SDK. */
final class AnthropicMessages implements Sdk {
    private final AnthropicClient client;
    private final String model;

    AnthropicMessages(Line line) {
        this.client = AnthropicOkHttpClient.builder()
                .baseUrl(line.origin())
                .apiKey(line.token())
                .maxRetries(0)
                .build();
        this.model = line.model();
    }

    private MessageCreateParams.Builder begin() {
        return MessageCreateParams.builder().model(model).maxTokens(1000);
    }

    private MessageCreateParams.Builder ask(String text) {
        return begin().addUserMessage(text);
    }

    private static String text(Message message) {
        return message.content().stream()
                .flatMap(block -> block.text().stream())
                .map(block -> block.text())
                .collect(Collectors.joining());
    }

    @Override
    public String say(String text) {
        return text(client.messages().create(ask(text).build()));
    }

    @Override
    public List<String> stream(String text) {
        try (StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(ask(text).build())) {
            List<RawMessageStreamEvent> events = stream.stream().toList();
            if (!events.getLast().isMessageStop()) throw new AssertionError("The stream has no message_stop.");
            return events.stream()
                    .flatMap(event -> event.contentBlockDelta().stream())
                    .flatMap(event -> event.delta().text().stream())
                    .map(delta -> delta.text())
                    .toList();
        }
    }

    private Message streamed(MessageCreateParams params) {
        MessageAccumulator whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
            stream.stream().forEach(whole::accumulate);
        }
        return whole.message();
    }

    @Override
    public Talk useTool(String text) {
        return talk(text, params -> client.messages().create(params));
    }

    @Override
    public Talk useToolStreamed(String text) {
        return talk(text, this::streamed);
    }

    private Talk talk(String text, Function<MessageCreateParams, Message> way) {
        MessageCreateParams.Builder talk = ask(text).addTool(tool());
        Message called = way.apply(talk.build());
        ToolUseBlock call = called.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .findFirst()
                .orElseThrow();
        talk.addMessage(called)
                .addUserMessage(MessageContentParam.ofContentBlockParams(
                        List.of(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                .toolUseId(call.id())
                                .content(TOOL_SAYS)
                                .build()))));
        Object city = Objects.requireNonNull(call._input().convert(Map.class)).get("city");
        return new Talk(call.name(), "{\"city\":\"" + city + "\"}", text(way.apply(talk.build())));
    }

    private static Tool tool() {
        return Tool.builder()
                .name(TOOL)
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .addRequired("city")
                        .build())
                .build();
    }

    @Override
    public Person structured(String text) {
        return client.messages().create(ask(text).outputConfig(Person.class).build()).content().stream()
                .flatMap(block -> block.text().stream())
                .findFirst()
                .orElseThrow()
                .text();
    }

    @Override
    public String look(String text, String base64Png) {
        return text(client.messages()
                .create(begin().addUserMessage(MessageContentParam.ofContentBlockParams(List.of(
                                ContentBlockParam.ofText(
                                        TextBlockParam.builder().text(text).build()),
                                ContentBlockParam.ofImage(ImageBlockParam.builder()
                                        .source(Base64ImageSource.builder()
                                                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                                .data(base64Png)
                                                .build())
                                        .build()))))
                        .build()));
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        throw new Lacking();
    }

    @Override
    public int failure(String text) {
        try {
            say(text);
        } catch (AnthropicServiceException told) {
            return told.statusCode();
        }
        throw new AssertionError("The call did not fail.");
    }

    @Override
    public void leave(String text) {
        try (StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(ask(text).build())) {
            stream.stream()
                    .filter(event -> event.isContentBlockDelta())
                    .limit(2)
                    .forEach(event -> {});
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
