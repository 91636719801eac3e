package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code POST …/images/generations}: one red dot for each picture, 100 completion tokens each. Thread-safe. */
final class ImagesSurface implements Surface {
    /** A PNG of one pixel. */
    static final String DOT =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    private static final int TOKENS = 100;

    @Override
    public Ask read(Incoming call, KeyBehaviour behaviour) {
        ObjectNode json = call.json();
        if (json == null || !json.path("prompt").isTextual()) {
            return Ask.Wrong.because("A picture needs a JSON object with prompt.");
        }
        int count = json.path("n").asInt(1);
        if (count < 1 || count > 10) {
            return Ask.Wrong.because("n must be 1 to 10; it was " + json.path("n") + ".");
        }
        String origin = "http://" + call.header("host") + "/" + call.played().name();
        return Ask.Call.plain(
                json.path("model").asText("dall-e-2"),
                Inputs.tokens(json.path("prompt")),
                performance -> answer(performance, json, count, origin));
    }

    private static Answer answer(Performance performance, JsonNode json, int count, String origin) {
        ObjectNode page = Json.object().put("created", performance.created());
        ArrayNode data = page.putArray("data");
        for (int i = 0; i < count; i++) {
            if (json.path("response_format").asText("b64_json").equals("url")) {
                data.addObject().put("url", origin + "/echo/picture-" + i + ".png");
            } else {
                data.addObject().put("b64_json", DOT);
            }
        }
        Usage usage = new Usage(performance.ask().promptTokens(), 0, count * TOKENS, 0);
        ObjectNode shown = page.putObject("usage")
                .put("input_tokens", usage.prompt())
                .put("output_tokens", usage.completion())
                .put("total_tokens", usage.prompt() + usage.completion());
        shown.putObject("input_tokens_details")
                .put("text_tokens", usage.prompt())
                .put("image_tokens", 0);
        return Answer.Whole.json(page.toString(), usage, performance::innerError);
    }
}
