package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Conversation;
import dev.keypool.dialects.Ask.Delivery;
import dev.keypool.dialects.Ask.Effort;
import dev.keypool.dialects.Ask.Format;
import dev.keypool.dialects.Ask.Penalties;
import dev.keypool.dialects.Ask.Reasoning;
import dev.keypool.dialects.Ask.Sampling;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Anthropic Messages, as clients speak it. */
final class MessagesClient implements ClientSide {
    private static final String ONLY_ANTHROPIC =
            "asks for something that Anthropic alone has. Leave it out, or name a model that Anthropic serves.";

    @Override
    public Ask ask(ObjectNode body, String model, Losses losses) {
        Members asked = Members.of(body, "");
        for (String name : new String[] {"container", "mcp_servers"}) asked.refuseUnlessOff(name, ONLY_ANTHROPIC);
        asked.refuse("inference_geo", ONLY_ANTHROPIC);
        Members output = asked.object("output_config");
        var ask = new Ask(
                model,
                conversation(asked, losses),
                MessagesTools.read(asked, losses),
                sampling(asked),
                reasoning(asked.object("thinking"), output),
                format(asked, output),
                delivery(asked));
        if (output != null) output.end();
        asked.ignore("model", "diagnostics");
        asked.drop(losses, "context_management", "speed");
        asked.end();
        return ask;
    }

    private static Conversation conversation(Members asked, Losses losses) {
        JsonNode messages = asked.required("messages");
        return new MessagesBlocks(losses)
                .read(asked.take("system"), Members.objects(messages, "messages"), CacheMarks.read(asked));
    }

    private static Sampling sampling(Members asked) {
        asked.required("max_tokens");
        return new Sampling(
                asked.whole("max_tokens"),
                asked.number("temperature"),
                asked.number("top_p"),
                asked.whole("top_k"),
                asked.texts("stop_sequences"),
                Penalties.NONE);
    }

    private static @Nullable Reasoning reasoning(@Nullable Members thinking, @Nullable Members output) {
        String word = output == null ? null : output.text("effort");
        Effort effort = word == null ? null : Efforts.of(word, "output_config.effort");
        if (thinking == null) return effort == null ? null : new Reasoning(effort, null, null);
        String type = thinking.requiredText("type");
        Long budget = thinking.whole("budget_tokens");
        boolean shown = !"omitted".equals(thinking.text("display"));
        thinking.end();
        return switch (type) {
            case "enabled" -> new Reasoning(effort, budget, shown);
            case "adaptive" -> new Reasoning(effort == null ? Effort.ADAPTIVE : effort, budget, shown);
            // Not to think is what happens without a word; a word for it would be refused by models that cannot.
            case "disabled" -> null;
            default -> throw thinking.refused("type", "is \"" + type + "\"; send enabled, adaptive or disabled.");
        };
    }

    /** In {@code output_config}; older clients have it as {@code output_format}. */
    private static Format format(Members asked, @Nullable Members output) {
        Members format = asked.object("output_format");
        if (output != null && output.has("format")) format = output.object("format");
        if (format == null) return new Format.Free();
        String type = format.requiredText("type");
        if (!type.equals("json_schema")) throw format.refused("type", "is \"" + type + "\"; send json_schema.");
        // Its answers always follow the schema, which is what OpenAI calls strict.
        Format read = new Format.Schema(format.textOr("name", "answer"), null, format.required("schema"), true);
        format.end();
        return read;
    }

    private static Delivery delivery(Members asked) {
        Members metadata = asked.object("metadata");
        String user = null;
        if (metadata != null) {
            user = metadata.text("user_id");
            metadata.end();
        }
        return new Delivery(
                Boolean.TRUE.equals(asked.flag("stream")), user, null, asked.text("service_tier"), Map.of());
    }

    @Override
    public ObjectNode answer(Reply reply, Asked asked) {
        return MessagesAnswer.of(reply, asked);
    }

    @Override
    public StepWriter stream(Asked asked) {
        return new MessagesStream(asked);
    }
}
