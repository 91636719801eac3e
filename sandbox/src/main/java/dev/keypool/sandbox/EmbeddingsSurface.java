package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** {@code POST …/embeddings}: vectors of length 1 that depend on nothing but the input and their size. Thread-safe. */
final class EmbeddingsSurface implements Surface {
    private static final int USUAL_DIMENSIONS = 16;
    private static final int MOST_DIMENSIONS = 4096;

    @Override
    public Ask read(Incoming call, KeyBehaviour behaviour) {
        ObjectNode json = call.json();
        String wrong = json == null ? "The body is not a JSON object." : wrong(json);
        if (wrong != null || json == null) {
            return Ask.Wrong.because(String.valueOf(wrong));
        }
        return Ask.Call.plain(
                json.path("model").asText(),
                Inputs.tokens(json.path("input")),
                performance ->
                        Answer.Whole.json(page(performance, json), performance.promptOnly(), performance::innerError));
    }

    private static @Nullable String wrong(JsonNode json) {
        JsonNode input = json.path("input");
        if (!json.path("model").isTextual() || !(input.isTextual() || (input.isArray() && !input.isEmpty()))) {
            return "Embeddings need model and input: a text, a list of texts, or lists of tokens.";
        }
        int dimensions = dimensions(json);
        return dimensions >= 1 && dimensions <= MOST_DIMENSIONS
                ? null
                : "dimensions must be 1 to 4096; it was " + json.path("dimensions") + ".";
    }

    private static int dimensions(JsonNode json) {
        return json.path("dimensions").asInt(USUAL_DIMENSIONS);
    }

    private static String page(Performance performance, JsonNode json) {
        ObjectNode page = Json.object().put("object", "list");
        ArrayNode data = page.putArray("data");
        boolean base64 = json.path("encoding_format").asText().equals("base64");
        List<JsonNode> inputs = Inputs.each(json.path("input"));
        for (int i = 0; i < inputs.size(); i++) {
            ObjectNode entry = data.addObject().put("object", "embedding").put("index", i);
            float[] vector = vector(inputs.get(i).toString(), dimensions(json));
            if (base64) {
                entry.put("embedding", base64(vector));
            } else {
                ArrayNode numbers = entry.putArray("embedding");
                for (float number : vector) {
                    numbers.add(number);
                }
            }
        }
        page.put("model", performance.ask().model());
        int tokens = performance.ask().promptTokens();
        page.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return page.toString();
    }

    private static float[] vector(String input, int dimensions) {
        SplittableRandom random = new SplittableRandom(input.hashCode());
        double[] drawn = random.doubles(dimensions, -1, 1).toArray();
        double square = 0;
        for (double number : drawn) {
            square += number * number;
        }
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (drawn[i] / Math.sqrt(square));
        }
        return vector;
    }

    /** As OpenAI packs it: 32-bit floats, the lowest byte first. */
    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
