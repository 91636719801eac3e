package dev.keypool.conformance;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The official OpenAI SDK, by Responses. */
final class OpenAiResponses implements Sdk {
    private final OpenAIClient client;
    private final String model;

    OpenAiResponses(Line line) {
        this.client = OpenAi.client(line);
        this.model = line.model();
    }

    private ResponseCreateParams.Builder ask(String text) {
        return ResponseCreateParams.builder().model(model).input(text);
    }

    private static String text(Response response) {
        return response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .map(part -> part.text())
                .collect(Collectors.joining());
    }

    @Override
    public String say(String text) {
        return text(client.responses().create(ask(text).build()));
    }

    @Override
    public List<String> stream(String text) {
        try (StreamResponse<ResponseStreamEvent> stream =
                client.responses().createStreaming(ask(text).build())) {
            List<ResponseStreamEvent> events = stream.stream().toList();
            if (!events.getLast().isCompleted()) throw new AssertionError("The stream is not complete.");
            return events.stream()
                    .flatMap(event -> event.outputTextDelta().stream())
                    .map(delta -> delta.delta())
                    .toList();
        }
    }

    private Response streamed(ResponseCreateParams params) {
        ResponseAccumulator whole = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
            stream.stream().forEach(whole::accumulate);
        }
        return whole.response();
    }

    @Override
    public Talk useTool(String text) {
        return talk(text, params -> client.responses().create(params));
    }

    @Override
    public Talk useToolStreamed(String text) {
        return talk(text, this::streamed);
    }

    private Talk talk(String text, Function<ResponseCreateParams, Response> way) {
        ResponseCreateParams.Builder asked = ask(text).addTool(tool());
        ResponseFunctionToolCall call = way.apply(asked.build()).output().stream()
                .flatMap(item -> item.functionCall().stream())
                .findFirst()
                .orElseThrow();
        List<ResponseInputItem> input = List.of(
                ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                        .role(EasyInputMessage.Role.USER)
                        .content(text)
                        .build()),
                ResponseInputItem.ofFunctionCall(call),
                ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                        .callId(call.callId())
                        .output(TOOL_SAYS)
                        .build()));
        Response answer = way.apply(asked.inputOfResponse(input).build());
        return new Talk(call.name(), call.arguments(), text(answer));
    }

    private static FunctionTool tool() {
        return FunctionTool.builder()
                .name(TOOL)
                .strict(true)
                .parameters(FunctionTool.Parameters.builder()
                        .putAllAdditionalProperties(OpenAi.SCHEMA)
                        .build())
                .build();
    }

    @Override
    public Person structured(String text) {
        return client.responses().create(ask(text).text(Person.class).build()).output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String look(String text, String base64Png) {
        ResponseInputItem.Message message = ResponseInputItem.Message.builder()
                .role(ResponseInputItem.Message.Role.USER)
                .addInputTextContent(text)
                .addContent(ResponseInputImage.builder()
                        .detail(ResponseInputImage.Detail.AUTO)
                        .imageUrl("data:image/png;base64," + base64Png)
                        .build())
                .build();
        return text(client.responses()
                .create(ResponseCreateParams.builder()
                        .model(model)
                        .inputOfResponse(List.of(ResponseInputItem.ofMessage(message)))
                        .build()));
    }

    /** The same call as by chat completions, which has it in its row. */
    @Override
    public List<float[]> embed(List<String> texts) {
        throw new Lacking();
    }

    @Override
    public int failure(String text) {
        return OpenAi.status(() -> say(text));
    }

    @Override
    public void leave(String text) {
        try (StreamResponse<ResponseStreamEvent> stream =
                client.responses().createStreaming(ask(text).build())) {
            stream.stream()
                    .filter(event -> event.outputTextDelta().isPresent())
                    .limit(2)
                    .forEach(event -> {});
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
