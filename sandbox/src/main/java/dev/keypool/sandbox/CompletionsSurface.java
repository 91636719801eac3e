package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** {@code POST …/completions}, OpenAI's old dialect without messages. Thread-safe. */
final class CompletionsSurface implements Surface {
    @Override
    public Ask read(Incoming call, KeyBehaviour behaviour) {
        ObjectNode json = call.json();
        if (json == null || !json.path("model").isTextual() || !json.has("prompt")) {
            return Ask.Wrong.because("A completion needs a JSON object with model and prompt.");
        }
        List<String> stops = ChatWish.texts(json.path("stop"));
        Wish wish = stops.isEmpty() ? Wish.NONE : new Wish(List.of(), Wish.ToolChoice.AUTO, "", null, null, stops, 1);
        return new Ask.Call(
                json.path("model").asText(),
                json.path("stream").asBoolean(),
                json.at("/stream_options/include_usage").asBoolean(),
                Inputs.tokens(json.path("prompt")),
                json.has("max_tokens") ? json.path("max_tokens").asInt() : null,
                wish,
                CompletionsSurface::answer);
    }

    private static Answer answer(Performance performance) {
        Usage usage = performance.script().usage(performance.ask().promptTokens());
        CompletionFrames frames = new CompletionFrames(performance, usage);
        return performance.ask().stream()
                ? new Answer.Pieces(frames, usage)
                : Answer.Whole.json(frames.whole(), usage, performance::innerError);
    }
}
