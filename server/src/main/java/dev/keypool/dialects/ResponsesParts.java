package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of Responses: what messages of clients hold, and the items and parts of answers. */
final class ResponsesParts {
    /** Before encrypted content that was no thinking with a signature, but a thought of which nothing may be shown. */
    static final String SEALED = "sealed:";

    private ResponsesParts() {}

    /** A string, or a list of parts of a client's message or tool output. */
    static List<Part> read(JsonNode content, String path) {
        if (content.isTextual()) return List.of(new Part.Text(content.textValue()));
        List<Part> parts = new ArrayList<>();
        for (Members part : Members.objects(content, path)) {
            parts.add(part(part));
            part.ignore("annotations", "logprobs");
            part.end();
        }
        return parts;
    }

    private static Part part(Members part) {
        String type = part.requiredText("type");
        return switch (type) {
            case "input_text", "output_text", "text" -> new Part.Text(part.requiredText("text"));
            case "refusal" -> new Part.Refusal(part.requiredText("refusal"));
            case "input_image" -> image(part);
            case "input_file" -> file(part);
            default -> throw part.refused("type", "is \"" + type + "\"; send input_text, input_image or input_file.");
        };
    }

    private static Part image(Members part) {
        part.refuse("file_id", "names a file that lies with OpenAI, out of reach of this provider. Send image_url.");
        String url = part.requiredText("image_url");
        return new Part.Image(Media.source(url, part.at("image_url")), part.text("detail"));
    }

    private static Part file(Members part) {
        part.refuse("file_id", "names a file that lies with OpenAI, out of reach of this provider. Send file_data.");
        String url = part.text("file_url");
        String name = part.text("filename");
        if (url != null) return new Part.Document(Media.source(url, part.at("file_url")), name);
        String path = part.at("file_data");
        return new Part.Document(Media.file(Media.source(part.requiredText("file_data"), path), path), name);
    }

    /** The text of a reasoning item: its summaries, else its content. */
    static String thought(@Nullable JsonNode summary, @Nullable JsonNode content) {
        var text = new StringBuilder();
        JsonNode shown = summary == null || summary.isEmpty() ? content : summary;
        if (shown == null) return "";
        for (JsonNode part : shown) {
            if (!text.isEmpty()) text.append("\n\n");
            text.append(Trees.textOr(part, "text", ""));
        }
        return text.toString();
    }

    /** Part of an answer's message. */
    static ObjectNode text(String text) {
        ObjectNode json = Trees.object().put("type", "output_text").put("text", text);
        json.putArray("annotations");
        json.putArray("logprobs");
        return json;
    }

    /** Part of an answer's message. */
    static ObjectNode refusal(String text) {
        return Trees.object().put("type", "refusal").put("refusal", text);
    }

    /** An item without parts so far. */
    static ObjectNode message(String id, String status) {
        ObjectNode json = Trees.object().put("id", id).put("type", "message").put("status", status);
        json.put("role", "assistant").putArray("content");
        return json;
    }

    static ObjectNode call(String id, Part.ToolCall call, String arguments, String status) {
        return Trees.object()
                .put("id", id)
                .put("type", "function_call")
                .put("status", status)
                .put("call_id", call.id())
                .put("name", call.name())
                .put("arguments", arguments);
    }

    /** @param encrypted null when there is none, or the client did not ask for it */
    static ObjectNode reasoning(String id, String text, @Nullable String encrypted) {
        ObjectNode json = Trees.object().put("id", id).put("type", "reasoning");
        var summary = json.putArray("summary");
        if (!text.isEmpty()) summary.add(summary(text));
        Sparse.put(json, "encrypted_content", encrypted);
        return json;
    }

    static ObjectNode summary(String text) {
        return Trees.object().put("type", "summary_text").put("text", text);
    }
}
