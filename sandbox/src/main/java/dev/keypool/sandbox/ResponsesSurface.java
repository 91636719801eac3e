package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** {@code POST …/responses}, OpenAI's newer dialect. Nothing is stored, so an answer cannot be continued by its id. Thread-safe. */
final class ResponsesSurface implements Surface {
    private static final Set<String> TEXTS = Set.of("text", "content", "instructions", "input", "output");

    @Override
    public Ask read(Incoming call, KeyBehaviour behaviour) {
        ObjectNode json = call.json();
        if (json == null || !json.path("model").isTextual() || !json.has("input")) {
            return Ask.Wrong.because("A response needs a JSON object with model and input.");
        }
        ObjectNode counted = Json.object();
        counted.set("input", json.path("input"));
        counted.set("instructions", json.path("instructions"));
        return new Ask.Call(
                json.path("model").asText(),
                json.path("stream").asBoolean(),
                false,
                Texts.tokens(counted, TEXTS),
                json.path("max_output_tokens").isInt()
                        ? json.path("max_output_tokens").asInt()
                        : null,
                ResponsesWish.of(json),
                performance -> answer(performance, json));
    }

    private static Answer answer(Performance performance, ObjectNode call) {
        ResponseForm form = new ResponseForm(performance, call);
        return performance.ask().stream()
                ? new Answer.Pieces(new ResponseFrames(performance, form), form.usage())
                : Answer.Whole.json(form.whole().toString(), form.usage(), performance::innerError);
    }
}
