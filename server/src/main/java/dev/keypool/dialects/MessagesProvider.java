package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Conversation;
import dev.keypool.dialects.Ask.Delivery;
import dev.keypool.dialects.Ask.Format;
import dev.keypool.dialects.Ask.Sampling;
import dev.keypool.dialects.Ask.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Anthropic Messages, as Anthropic and others speak it. */
final class MessagesProvider implements ProviderSide {
    /** The dialect demands a number where OpenAI's have "as much as there is". All models that live can do it. */
    static final long MAX_TOKENS = 8_192;

    private static final String JSON_ONLY = "Answer with one JSON object and nothing else.";

    @Override
    public ObjectNode request(Ask ask, Losses losses) {
        ObjectNode json = Trees.object().put("model", ask.model());
        MessagesThinking thinking = MessagesThinking.of(ask, losses);
        json.put("max_tokens", thinking.maxTokens());
        var turns = new MessagesTurns(losses);
        JsonNode system = turns.system(instructions(ask, losses));
        JsonNode messages = turns.messages(ask.conversation().turns());
        if (messages.isEmpty()) {
            // Instructions alone, which OpenAI takes: then they are the question.
            messages = Trees.array().add(Trees.object().put("role", "user").set("content", system));
        } else if (!system.isEmpty()) {
            json.set("system", system);
        }
        json.set("messages", messages);
        thinking.write(json);
        sampling(ask.sampling(), thinking.on(), json, losses);
        tools(ask, json, losses);
        format(ask.format(), json);
        if (ask.delivery().stream()) json.put("stream", true);
        delivery(ask.delivery(), json, losses);
        return json;
    }

    private static List<Part> instructions(Ask ask, Losses losses) {
        Conversation conversation = ask.conversation();
        if (!(ask.format() instanceof Format.JsonObject)) return conversation.instructions();
        losses.drop("response_format");
        List<Part> more = new ArrayList<>(conversation.instructions());
        more.add(new Part.Text(JSON_ONLY));
        return more;
    }

    private static void sampling(Sampling sampling, boolean thinks, ObjectNode json, Losses losses) {
        Double temperature = sampling.temperature();
        if (temperature != null) {
            if (temperature > 1 || (thinks && temperature != 1)) losses.drop("temperature");
            if (!thinks) json.put("temperature", Math.min(1, temperature));
        }
        // With thinking on the provider refuses both.
        if (thinks) losses.dropUnlessNull(sampling.topP(), "top_p");
        else Sparse.put(json, "top_p", sampling.topP());
        if (thinks) losses.dropUnlessNull(sampling.topK(), "top_k");
        else Sparse.put(json, "top_k", sampling.topK());
        if (!sampling.stop().isEmpty()) sampling.stop().forEach(json.putArray("stop_sequences")::add);
        Penalty.drop(sampling.penalties(), losses);
    }

    private static void tools(Ask ask, ObjectNode json, Losses losses) {
        if (ask.tooling().tools().isEmpty()) return;
        ArrayNode tools = json.putArray("tools");
        for (Tool tool : ask.tooling().tools()) {
            ObjectNode written = tools.addObject().put("name", tool.name());
            Sparse.put(written, "description", tool.description());
            written.set("input_schema", typed(tool.schema()));
            if (Boolean.TRUE.equals(tool.strict())) {
                if (ClaudeModels.hasStrictTools(ask.model())) written.put("strict", true);
                else losses.drop("strict");
            }
            if (tool.cache() != null) written.set("cache_control", CacheMarks.written(tool.cache()));
        }
        ObjectNode choice = MessagesTools.written(ask.tooling());
        if (choice != null) json.set("tool_choice", choice);
    }

    private static ObjectNode typed(ObjectNode schema) {
        return schema.has("type") ? schema : schema.deepCopy().put("type", "object");
    }

    private static void format(Format format, ObjectNode json) {
        if (!(format instanceof Format.Schema schema)) return;
        json.withObject("/output_config")
                .putObject("format")
                .put("type", "json_schema")
                .set("schema", Schemas.closed(schema.schema()));
    }

    private static void delivery(Delivery delivery, ObjectNode json, Losses losses) {
        if (delivery.user() != null) json.putObject("metadata").put("user_id", delivery.user());
        losses.dropUnlessNull(delivery.metadata(), "metadata");
        losses.dropUnlessNull(delivery.serviceTier(), "service_tier");
        delivery.hints().keySet().forEach(losses::drop);
    }

    @Override
    public Optional<Reply> reply(JsonNode answer) {
        return MessagesReply.of(answer);
    }

    @Override
    public StepReader steps() {
        return new MessagesSteps();
    }
}
