package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** {@code POST …/moderations}: flags what contains "flag me"; billed nothing, as at OpenAI. Thread-safe. */
final class ModerationsSurface implements Surface {
    private static final String[] CATEGORIES = {
        "harassment",
        "harassment/threatening",
        "hate",
        "hate/threatening",
        "illicit",
        "illicit/violent",
        "self-harm",
        "self-harm/intent",
        "self-harm/instructions",
        "sexual",
        "sexual/minors",
        "violence",
        "violence/graphic"
    };

    @Override
    public Ask read(Incoming call, KeyBehaviour behaviour) {
        ObjectNode json = call.json();
        if (json == null || !json.has("input")) {
            return Ask.Wrong.because("A moderation needs a JSON object with input: a text or a list.");
        }
        return Ask.Call.plain(
                json.path("model").asText("omni-moderation-latest"),
                Inputs.tokens(json.path("input")),
                performance -> Answer.Whole.json(page(performance, json), Usage.NOTHING, performance::innerError));
    }

    private static String page(Performance performance, JsonNode json) {
        ObjectNode page = Json.object()
                .put("id", performance.id("modr-"))
                .put("model", performance.ask().model());
        ArrayNode results = page.putArray("results");
        for (JsonNode input : Inputs.each(json.path("input"))) {
            boolean flagged = input.toString().toLowerCase(Locale.ROOT).contains("flag me");
            ObjectNode result = results.addObject().put("flagged", flagged);
            ObjectNode categories = result.putObject("categories");
            ObjectNode scores = result.putObject("category_scores");
            ObjectNode types = result.putObject("category_applied_input_types");
            for (String category : CATEGORIES) {
                boolean hit = flagged && category.equals("violence");
                categories.put(category, hit);
                scores.put(category, hit ? 0.9 : 0.01);
                types.putArray(category).add("text");
            }
        }
        return page.toString();
    }
}
