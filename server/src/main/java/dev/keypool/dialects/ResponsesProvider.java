package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Delivery;
import dev.keypool.dialects.Ask.Effort;
import dev.keypool.dialects.Ask.Format;
import dev.keypool.dialects.Ask.Reasoning;
import dev.keypool.dialects.Ask.Sampling;
import dev.keypool.dialects.Ask.Tool;
import dev.keypool.dialects.Ask.ToolChoice;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** OpenAI Responses, as providers speak it. Nothing is left stored with them. */
final class ResponsesProvider implements ProviderSide {
    @Override
    public ObjectNode request(Ask ask, Losses losses) {
        ObjectNode json = Trees.object().put("model", ask.model());
        var turns = new ResponsesTurns(losses);
        String instructions = ask.conversation().instructions().stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .collect(Collectors.joining("\n\n"));
        ArrayNode input = turns.written(ask.conversation());
        // Instructions alone, which chat takes: then they are the input.
        if (input.isEmpty()) json.put("input", instructions);
        else if (!instructions.isEmpty()) json.put("instructions", instructions);
        if (!input.isEmpty()) json.set("input", input);
        sampling(ask.sampling(), json, losses);
        tools(ask.tooling(), json, losses);
        format(ask.format(), json);
        reasoning(ask.reasoning(), json);
        json.put("store", false);
        if (ask.delivery().stream()) json.put("stream", true);
        delivery(ask.delivery(), json);
        return json;
    }

    private static void sampling(Sampling sampling, ObjectNode json, Losses losses) {
        if (!sampling.stop().isEmpty())
            throw losses.refused(
                    "stop",
                    "Stop sequences were sent, which the provider that serves this model does not know."
                            + " Leave them out, or name another model.");
        Sparse.put(json, "max_output_tokens", sampling.maxTokens());
        Sparse.put(json, "temperature", sampling.temperature());
        Sparse.put(json, "top_p", sampling.topP());
        losses.dropUnlessNull(sampling.topK(), "top_k");
        Penalty.drop(sampling.penalties(), losses);
    }

    /** Here a tool is strict unless it says otherwise; everywhere else it is the other way round. */
    private static void tools(Ask.Tooling tooling, ObjectNode json, Losses losses) {
        if (tooling.tools().isEmpty()) return;
        ArrayNode tools = json.putArray("tools");
        for (Tool tool : tooling.tools()) {
            ObjectNode written = tools.addObject().put("type", "function").put("name", tool.name());
            Sparse.put(written, "description", tool.description());
            written.set("parameters", tool.schema());
            written.put("strict", Boolean.TRUE.equals(tool.strict()));
            losses.dropUnlessNull(tool.cache(), "cache_control");
        }
        if (tooling.choice() != null) json.set("tool_choice", choice(tooling.choice()));
        if (Boolean.FALSE.equals(tooling.parallel())) json.put("parallel_tool_calls", false);
    }

    private static JsonNode choice(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Auto _ -> Trees.word("auto");
            case ToolChoice.None _ -> Trees.word("none");
            case ToolChoice.Required _ -> Trees.word("required");
            case ToolChoice.Named named ->
                Trees.object().put("type", "function").put("name", named.name());
        };
    }

    private static void format(Format format, ObjectNode json) {
        switch (format) {
            case Format.Free _ -> {}
            case Format.JsonObject _ ->
                json.putObject("text").putObject("format").put("type", "json_object");
            case Format.Schema schema ->
                Schemas.write(schema, json.putObject("text").putObject("format").put("type", "json_schema"));
        }
    }

    /** Its reasoning is asked for in encrypted form, since nothing is stored from which it could go on. */
    private static void reasoning(@Nullable Reasoning reasoning, ObjectNode json) {
        Effort effort = Efforts.wanted(reasoning).orElse(null);
        boolean shown = reasoning != null && Boolean.TRUE.equals(reasoning.shown());
        if (effort == null && !shown) return;
        ObjectNode written = json.putObject("reasoning");
        if (effort != null) written.put("effort", Efforts.openAi(effort));
        if (shown) written.put("summary", "auto");
        if (effort != Effort.NONE) json.putArray("include").add(ResponsesClient.ENCRYPTED);
    }

    private static void delivery(Delivery delivery, ObjectNode json) {
        Sparse.put(json, "user", delivery.user());
        if (delivery.metadata() != null) json.set("metadata", delivery.metadata());
        Sparse.put(json, "service_tier", tier(delivery.serviceTier()));
        delivery.hints().forEach((name, value) -> {
            if (name.equals("verbosity")) json.withObject("/text").set(name, value);
            else json.set(name, value);
        });
    }

    /** Anthropic's word for "no priority" is OpenAI's default. */
    private static @Nullable String tier(@Nullable String asked) {
        return "standard_only".equals(asked) ? "default" : asked;
    }

    @Override
    public Optional<Reply> reply(JsonNode answer) {
        return ResponsesReply.of(answer);
    }

    @Override
    public StepReader steps() {
        return new ResponsesSteps();
    }
}
