package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Delivery;
import dev.keypool.dialects.Ask.Penalties;
import dev.keypool.dialects.Ask.Reasoning;
import dev.keypool.dialects.Ask.Sampling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI chat completions, as clients speak it. */
final class ChatClient implements ClientSide {
    private static final String ONE_CHOICE =
            "asks for several choices, but the provider that serves this model gives one. Send 1, or send several requests.";
    private static final String NO_LOGPROBS =
            "asks for token probabilities, which the provider that serves this model does not give. Leave it out.";
    private static final String NO_AUDIO =
            "asks for audio, which cannot be translated for the provider that serves this model. Ask for text.";
    private static final String LEGACY =
            "belongs to the old function calling, which is not translated. Send tools and tool_choice instead.";

    /** What passes to OpenAI's other dialect and nowhere else. */
    static final List<String> HINTS =
            List.of("prompt_cache_key", "prompt_cache_retention", "safety_identifier", "verbosity");

    @Override
    public Ask ask(ObjectNode body, String model, Losses losses) {
        Members asked = Members.of(body, "");
        refuseWhatNobodyElseHas(asked);
        JsonNode messages = asked.required("messages");
        var ask = new Ask(
                model,
                new ChatMessages(losses).read(Members.objects(messages, "messages")),
                ChatTools.read(asked),
                sampling(asked),
                reasoning(asked),
                ChatTools.format(asked.object("response_format")),
                delivery(asked));
        asked.ignore("model", "stream_options");
        asked.drop(losses, "store", "prediction");
        asked.end();
        return ask;
    }

    private static void refuseWhatNobodyElseHas(Members asked) {
        Long n = asked.whole("n");
        if (n != null && n != 1) throw asked.refused("n", ONE_CHOICE);
        asked.refuseUnlessOff("logprobs", NO_LOGPROBS);
        asked.refuseUnlessOff("top_logprobs", NO_LOGPROBS);
        asked.refuseUnlessOff(
                "logit_bias", "cannot be translated for the provider that serves this model. Leave it out.");
        asked.refuseUnlessOff("audio", NO_AUDIO);
        if (!List.of("text").containsAll(asked.texts("modalities"))) throw asked.refused("modalities", NO_AUDIO);
        asked.refuse(
                "web_search_options",
                "asks for a search that OpenAI runs; the provider that serves this model has none. Leave it out.");
        asked.refuseUnlessOff("functions", LEGACY);
        asked.refuse("function_call", LEGACY);
    }

    private static Sampling sampling(Members asked) {
        Long completion = asked.whole("max_completion_tokens");
        Long most = asked.whole("max_tokens");
        return new Sampling(
                completion != null ? completion : most,
                asked.number("temperature"),
                asked.number("top_p"),
                asked.whole("top_k"),
                asked.texts("stop"),
                new Penalties(
                        asked.number("presence_penalty"), asked.number("frequency_penalty"), asked.whole("seed")));
    }

    /** OpenAI's {@code reasoning_effort}, or the {@code reasoning} object that OpenRouter's clients send. */
    private static @Nullable Reasoning reasoning(Members asked) {
        String effort = asked.text("reasoning_effort");
        Members object = asked.object("reasoning");
        if (object == null)
            return effort == null ? null : new Reasoning(Efforts.of(effort, "reasoning_effort"), null, null);
        String inner = object.textOr("effort", effort == null ? "" : effort);
        Boolean excluded = object.flag("exclude");
        Boolean enabled = object.flag("enabled");
        Long budget = object.whole("max_tokens");
        object.end();
        Ask.Effort wanted = inner.isEmpty() ? standard(budget, enabled) : Efforts.of(inner, object.at("effort"));
        return new Reasoning(wanted, budget, excluded == null ? null : !excluded);
    }

    private static Ask.@Nullable Effort standard(@Nullable Long budget, @Nullable Boolean enabled) {
        if (Boolean.FALSE.equals(enabled)) return Ask.Effort.NONE;
        return budget == null ? Ask.Effort.MEDIUM : null;
    }

    private static Delivery delivery(Members asked) {
        Map<String, JsonNode> hints = new LinkedHashMap<>();
        for (String name : HINTS) {
            JsonNode value = asked.take(name);
            if (value != null) hints.put(name, value);
        }
        return new Delivery(
                Boolean.TRUE.equals(asked.flag("stream")),
                asked.text("user"),
                asked.tree("metadata"),
                asked.text("service_tier"),
                hints);
    }

    @Override
    public ObjectNode answer(Reply reply, Asked asked) {
        return ChatAnswer.of(reply, asked);
    }

    @Override
    public StepWriter stream(Asked asked) {
        return new ChatStream(asked);
    }
}
