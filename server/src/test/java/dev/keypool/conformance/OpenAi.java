package dev.keypool.conformance;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.OpenAIServiceException;
import java.util.List;
import java.util.Map;

/** What the two dialects of the OpenAI SDK share. */
final class OpenAi {
    /** Of the tool: an object with the string {@code city}. */
    static final Map<String, JsonValue> SCHEMA = Map.of(
            "type", JsonValue.from("object"),
            "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))),
            "required", JsonValue.from(List.of("city")),
            "additionalProperties", JsonValue.from(false));

    private OpenAi() {}

    static OpenAIClient client(Line line) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(line.origin() + "/v1")
                .apiKey(line.token())
                .maxRetries(0)
                .build();
    }

    static float[] floats(List<Float> numbers) {
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) floats[i] = numbers.get(i);
        return floats;
    }

    static int status(Runnable call) {
        try {
            call.run();
        } catch (OpenAIServiceException told) {
            return told.statusCode();
        }
        throw new AssertionError("The call did not fail.");
    }
}
