package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Format;
import dev.keypool.dialects.Ask.Tool;
import dev.keypool.dialects.Ask.ToolChoice;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * OpenAI chat completions, as providers speak it. Dozens do, and several refuse members that OpenAI added late: so a request holds
 * no more than it must.
 */
final class ChatProvider implements ProviderSide {
    /** OpenAI's reasoning models refuse {@code max_tokens}; many others know nothing else. */
    private static final Pattern COMPLETION_TOKENS = Pattern.compile("(^|/)(o\\d|gpt-[5-9]|gpt-\\d\\d|codex)");

    private final boolean usageByOption;

    /** @param usageByOption whether a stream must be asked for its usage; strict providers that tell it unasked refuse the question */
    ChatProvider(boolean usageByOption) {
        this.usageByOption = usageByOption;
    }

    @Override
    public ObjectNode request(Ask ask, Losses losses) {
        ObjectNode json = Trees.object().put("model", ask.model());
        json.set("messages", new ChatTurns(losses).written(ask.conversation()));
        sampling(ask, json, losses);
        tools(ask.tooling(), json, losses);
        format(ask.format(), json);
        reasoning(ask, json);
        if (ask.delivery().stream()) stream(json);
        dropped(ask.delivery(), losses);
        return json;
    }

    private void stream(ObjectNode json) {
        json.put("stream", true);
        if (usageByOption) json.putObject("stream_options").put("include_usage", true);
    }

    private static void sampling(Ask ask, ObjectNode json, Losses losses) {
        Ask.Sampling sampling = ask.sampling();
        boolean late = COMPLETION_TOKENS.matcher(ask.model()).find();
        Sparse.put(json, late ? "max_completion_tokens" : "max_tokens", sampling.maxTokens());
        Sparse.put(json, "temperature", sampling.temperature());
        Sparse.put(json, "top_p", sampling.topP());
        losses.dropUnlessNull(sampling.topK(), "top_k");
        if (!sampling.stop().isEmpty()) sampling.stop().forEach(json.putArray("stop")::add);
        Sparse.put(json, "presence_penalty", sampling.penalties().presence());
        Sparse.put(json, "frequency_penalty", sampling.penalties().frequency());
        Sparse.put(json, "seed", sampling.penalties().seed());
    }

    private static void tools(Ask.Tooling tooling, ObjectNode json, Losses losses) {
        if (tooling.tools().isEmpty()) return;
        ArrayNode tools = json.putArray("tools");
        for (Tool tool : tooling.tools()) {
            ObjectNode function = tools.addObject().put("type", "function").putObject("function");
            function.put("name", tool.name());
            Sparse.put(function, "description", tool.description());
            function.set("parameters", tool.schema());
            Sparse.put(function, "strict", tool.strict());
            losses.dropUnlessNull(tool.cache(), "cache_control");
        }
        if (tooling.choice() != null) json.set("tool_choice", choice(tooling.choice()));
        // To say what holds anyway is refused by models that call one tool at a time.
        if (Boolean.FALSE.equals(tooling.parallel())) json.put("parallel_tool_calls", false);
    }

    private static JsonNode choice(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Auto _ -> Trees.word("auto");
            case ToolChoice.None _ -> Trees.word("none");
            case ToolChoice.Required _ -> Trees.word("required");
            case ToolChoice.Named named -> {
                ObjectNode json = Trees.object().put("type", "function");
                json.putObject("function").put("name", named.name());
                yield json;
            }
        };
    }

    private static void format(Format format, ObjectNode json) {
        switch (format) {
            case Format.Free _ -> {}
            case Format.JsonObject _ -> json.putObject("response_format").put("type", "json_object");
            case Format.Schema schema -> {
                ObjectNode inner = json.putObject("response_format")
                        .put("type", "json_schema")
                        .putObject("json_schema");
                Schemas.write(schema, inner);
            }
        }
    }

    private static void reasoning(Ask ask, ObjectNode json) {
        Efforts.wanted(ask.reasoning()).ifPresent(effort -> json.put("reasoning_effort", Efforts.openAi(effort)));
    }

    private static void dropped(Ask.Delivery delivery, Losses losses) {
        losses.dropUnlessNull(delivery.user(), "user");
        losses.dropUnlessNull(delivery.metadata(), "metadata");
        losses.dropUnlessNull(delivery.serviceTier(), "service_tier");
        delivery.hints().keySet().forEach(losses::drop);
    }

    @Override
    public Optional<Reply> reply(JsonNode answer) {
        return ChatReply.of(answer);
    }

    @Override
    public StepReader steps() {
        return new ChatSteps();
    }
}
