package dev.keypool.dialects;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.openai.core.ObjectMappers;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseStreamEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vendors' own libraries read what we write, at their strictest: every member that they call required is there. */
final class SdkTest {
    static List<Path> chat() {
        return written(Dialect.OPENAI_CHAT);
    }

    static List<Path> responses() {
        return written(Dialect.OPENAI_RESPONSES);
    }

    static List<Path> messages() {
        return written(Dialect.ANTHROPIC_MESSAGES);
    }

    /** Whole answers; each has its stream beside it. */
    private static List<Path> written(Dialect client) {
        String ending = ".to." + client.wire() + ".json";
        return Goldens.folders("answers").stream()
                .flatMap(folder -> Goldens.files(folder).stream())
                .filter(file -> Goldens.name(file).endsWith(ending))
                .toList();
    }

    private static List<String> events(Path whole) {
        Path stream = whole.resolveSibling(Goldens.name(whole).replace(".json", ".sse"));
        return Goldens.events(Goldens.text(Goldens.bytes(stream))).stream()
                .filter(data -> !data.equals("[DONE]"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("chat")
    void openAisLibraryReadsChatCompletions(Path file) throws IOException {
        var whole = ObjectMappers.jsonMapper()
                .readValue(Goldens.bytes(file), ChatCompletion.class)
                .validate();
        var gathered = ChatCompletionAccumulator.create();
        for (String event : events(file)) {
            gathered.accumulate(ObjectMappers.jsonMapper()
                    .readValue(event, ChatCompletionChunk.class)
                    .validate());
        }
        var choice = gathered.chatCompletion().choices().getFirst();
        assertEquals(whole.choices().getFirst().finishReason(), choice.finishReason());
        assertEquals(
                whole.choices().getFirst().message().content().orElse(""),
                choice.message().content().orElse(""));
        assertEquals(
                whole.choices().getFirst().message().toolCalls().orElse(List.of()),
                choice.message().toolCalls().orElse(List.of()));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void openAisLibraryReadsResponses(Path file) throws IOException {
        var whole = ObjectMappers.jsonMapper()
                .readValue(Goldens.bytes(file), Response.class)
                .validate();
        var gathered = ResponseAccumulator.create();
        List<String> events = events(file);
        for (int i = 0; i < events.size(); i++) {
            assertTrue(events.get(i).contains("\"sequence_number\":" + i + "}"), events.get(i));
            gathered.accumulate(ObjectMappers.jsonMapper()
                    .readValue(events.get(i), ResponseStreamEvent.class)
                    .validate());
        }
        assertEquals(whole.status(), gathered.response().status());
        assertEquals(whole.usage(), gathered.response().usage());
        assertEquals(whole.output().size(), gathered.response().output().size());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void anthropicsLibraryReadsMessages(Path file) throws IOException {
        var mapper = com.anthropic.core.ObjectMappers.jsonMapper();
        var whole = mapper.readValue(Goldens.bytes(file), Message.class).validate();
        var gathered = MessageAccumulator.create();
        for (String event : events(file)) {
            gathered.accumulate(
                    mapper.readValue(event, RawMessageStreamEvent.class).validate());
        }
        assertEquals(whole.content(), gathered.message().content());
        assertEquals(whole.stopReason(), gathered.message().stopReason());
        assertEquals(whole.usage().outputTokens(), gathered.message().usage().outputTokens());
    }
}
