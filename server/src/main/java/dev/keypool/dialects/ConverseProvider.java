package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Delivery;
import dev.keypool.dialects.Ask.Format;
import dev.keypool.dialects.Ask.Sampling;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Converse of Amazon Bedrock. The model and whether to stream stand in its path, so that a request holds neither. Its streams are
 * read from {@link EventStream}.
 */
final class ConverseProvider implements ProviderSide {
    private static final String JSON_ONLY = "Answer with one JSON object and nothing else.";
    private static final Set<String> TIERS = Set.of("default", "flex", "priority");

    @Override
    public ObjectNode request(Ask ask, Losses losses) {
        ConverseFamily family = ConverseFamily.of(ask.model());
        var content = new ConverseContent(family, losses);
        ConverseReasoning reasoning = ConverseReasoning.of(ask, family, losses);
        ObjectNode json = Trees.object();
        conversation(ask, content, json, losses);
        sampling(ask.sampling(), reasoning, json, losses);
        ObjectNode tools = new ConverseTools(ask, family, content, losses).written();
        if (tools != null) json.set("toolConfig", tools);
        format(ask.format(), json);
        ObjectNode more = reasoning.fields();
        topK(ask.sampling().topK(), family, reasoning.plain(), more, losses);
        if (!more.isEmpty()) json.set("additionalModelRequestFields", more);
        delivery(ask.delivery(), json, losses);
        return json;
    }

    private static void conversation(Ask ask, ConverseContent content, ObjectNode json, Losses losses) {
        ArrayNode system = content.instructions(ask.conversation().instructions());
        if (ask.format() instanceof Format.JsonObject) {
            losses.drop("response_format");
            system.addObject().put("text", JSON_ONLY);
        }
        ArrayNode messages = content.messages(ask.conversation().turns());
        if (messages.isEmpty() && system.isEmpty())
            throw losses.refused("messages", "No message has any content, and Bedrock needs one. Send some text.");
        // Instructions alone, which OpenAI takes: then they are the question.
        if (messages.isEmpty()) messages.addObject().put("role", "user").set("content", system);
        else if (!system.isEmpty()) json.set("system", system);
        json.set("messages", messages);
    }

    private static void sampling(Sampling sampling, ConverseReasoning reasoning, ObjectNode json, Losses losses) {
        ObjectNode config = Trees.object();
        boolean plain = reasoning.plain();
        Sparse.put(config, "maxTokens", reasoning.maxTokens());
        Double temperature = sampling.temperature();
        if (temperature != null) {
            if (temperature > 1 || (plain && temperature != 1)) losses.drop("temperature");
            if (!plain) config.put("temperature", Math.min(1, temperature));
        }
        if (plain) losses.dropUnlessNull(sampling.topP(), "top_p");
        else Sparse.put(config, "topP", sampling.topP());
        if (!sampling.stop().isEmpty()) sampling.stop().forEach(config.putArray("stopSequences")::add);
        if (!config.isEmpty()) json.set("inferenceConfig", config);
        Penalty.drop(sampling.penalties(), losses);
    }

    /** Not of Converse's own form either. */
    private static void topK(
            @Nullable Long topK, ConverseFamily family, boolean plain, ObjectNode more, Losses losses) {
        if (topK == null) return;
        if (plain) losses.drop("top_k");
        else if (family == ConverseFamily.CLAUDE) more.put("top_k", topK);
        else if (family.nova()) more.putObject("inferenceConfig").put("topK", topK);
        else losses.drop("top_k");
    }

    private static void format(Format format, ObjectNode json) {
        if (!(format instanceof Format.Schema schema)) return;
        ObjectNode text = json.putObject("outputConfig").putObject("textFormat").put("type", "json_schema");
        ObjectNode definition = text.putObject("structure").putObject("jsonSchema");
        byte[] closed = Trees.bytes(Schemas.closed(schema.schema()));
        definition.put("schema", new String(closed, StandardCharsets.UTF_8)).put("name", schema.name());
        Sparse.put(definition, "description", schema.description());
    }

    private static void delivery(Delivery delivery, ObjectNode json, Losses losses) {
        String tier = delivery.serviceTier();
        if (tier != null && TIERS.contains(tier)) json.putObject("serviceTier").put("type", tier);
        else losses.dropUnlessNull(tier, "service_tier");
        losses.dropUnlessNull(delivery.user(), "user");
        losses.dropUnlessNull(delivery.metadata(), "metadata");
        delivery.hints().keySet().forEach(losses::drop);
    }

    @Override
    public Optional<Reply> reply(JsonNode answer) {
        return ConverseReply.read(answer);
    }

    @Override
    public StepReader steps() {
        return new ConverseSteps();
    }
}
