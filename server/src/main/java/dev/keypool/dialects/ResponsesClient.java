package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Delivery;
import dev.keypool.dialects.Ask.Format;
import dev.keypool.dialects.Ask.Penalties;
import dev.keypool.dialects.Ask.Reasoning;
import dev.keypool.dialects.Ask.Sampling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI Responses, as clients speak it. Nothing is stored: each request tells the whole conversation. */
final class ResponsesClient implements ClientSide {
    static final String ENCRYPTED = "reasoning.encrypted_content";

    private static final String STATELESS =
            "refers to a conversation kept by OpenAI; the provider that serves this model keeps none. Send all items as input.";
    private static final String NO_LOGPROBS =
            "asks for token probabilities, which the provider that serves this model does not give. Leave it out.";
    private static final List<String> HINTS =
            List.of("prompt_cache_key", "prompt_cache_retention", "safety_identifier");

    @Override
    public Ask ask(ObjectNode body, String model, Losses losses) {
        Members asked = Members.of(body, "");
        refuseWhatNobodyElseHas(asked);
        Members text = asked.object("text");
        var ask = new Ask(
                model,
                new ResponsesItems().read(asked.text("instructions"), asked.required("input")),
                ResponsesTools.read(asked),
                sampling(asked),
                reasoning(asked.object("reasoning")),
                format(text == null ? null : text.object("format")),
                delivery(asked, text));
        if (text != null) text.end();
        rest(asked, losses);
        return ask;
    }

    private static void refuseWhatNobodyElseHas(Members asked) {
        for (String name : List.of("previous_response_id", "conversation")) asked.refuse(name, STATELESS);
        asked.refuse("prompt", "names a prompt kept by OpenAI. Send its text.");
        asked.refuseUnlessOff("background", "asks for work in the background, which is not offered. Leave it out.");
        asked.refuseUnlessOff("top_logprobs", NO_LOGPROBS);
    }

    private static void rest(Members asked, Losses losses) {
        for (String include : asked.texts("include")) {
            if (include.equals("message.output_text.logprobs")) throw asked.refused("include", NO_LOGPROBS);
            if (!include.equals(ENCRYPTED)) losses.drop("include");
        }
        // Not to store is what happens anyway; to cut the input, "auto", is left to who keeps conversations.
        if (Boolean.TRUE.equals(asked.flag("store"))) losses.drop("store");
        if (!asked.textOr("truncation", "disabled").equals("disabled")) losses.drop("truncation");
        asked.drop(losses, "max_tool_calls", "context_management");
        asked.ignore("model", "stream_options");
        asked.end();
    }

    private static Sampling sampling(Members asked) {
        return new Sampling(
                asked.whole("max_output_tokens"),
                asked.number("temperature"),
                asked.number("top_p"),
                null,
                List.of(),
                Penalties.NONE);
    }

    private static @Nullable Reasoning reasoning(@Nullable Members reasoning) {
        if (reasoning == null) return null;
        String word = reasoning.text("effort");
        String old = reasoning.text("generate_summary");
        String summary = reasoning.textOr("summary", old == null ? "" : old);
        reasoning.end();
        if (word == null) return null;
        return new Reasoning(
                Efforts.of(word, reasoning.at("effort")), null, !summary.isEmpty() && !summary.equals("none"));
    }

    private static Format format(@Nullable Members format) {
        if (format == null) return new Format.Free();
        String type = format.requiredText("type");
        Format read = type.equals("json_schema") ? ChatTools.namedSchema(format) : ChatTools.word(type, format);
        format.end();
        return read;
    }

    private static Delivery delivery(Members asked, @Nullable Members text) {
        Map<String, JsonNode> hints = new LinkedHashMap<>();
        for (String name : HINTS) {
            JsonNode value = asked.take(name);
            if (value != null) hints.put(name, value);
        }
        JsonNode verbosity = text == null ? null : text.take("verbosity");
        if (verbosity != null) hints.put("verbosity", verbosity);
        return new Delivery(
                Boolean.TRUE.equals(asked.flag("stream")),
                asked.text("user"),
                asked.tree("metadata"),
                asked.text("service_tier"),
                hints);
    }

    /** Whether the client wants reasoning in a form that it can send back. */
    static boolean wantsEncrypted(Asked asked) {
        for (JsonNode include : asked.body().path("include"))
            if (include.asText().equals(ENCRYPTED)) return true;
        return false;
    }

    @Override
    public ObjectNode answer(Reply reply, Asked asked) {
        return ResponsesAnswer.of(reply, asked);
    }

    @Override
    public StepWriter stream(Asked asked) {
        return new ResponsesStream(asked);
    }
}
