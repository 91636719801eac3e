package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads the {@code content} of a chat message: a string or a list of parts. */
final class ChatParts {
    private ChatParts() {}

    /** Texts alone. */
    static List<Part> texts(Members message) {
        return read(message, "text");
    }

    static List<Part> user(Members message) {
        return read(message, "text, image_url or file");
    }

    static List<Part> assistant(Members message) {
        return read(message, "text or refusal");
    }

    private static List<Part> read(Members message, String allowed) {
        JsonNode content = message.required("content");
        if (content.isTextual()) return List.of(new Part.Text(content.textValue()));
        List<Part> parts = new ArrayList<>();
        for (Members part : Members.objects(content, message.at("content"))) {
            String type = part.requiredText("type");
            if (!allowed.contains(type)) throw part.refused("type", "is \"" + type + "\"; send " + allowed + ".");
            parts.add(part(type, part));
            CacheMarks.read(part, parts);
            part.end();
        }
        return parts;
    }

    private static Part part(String type, Members part) {
        return switch (type) {
            case "text" -> new Part.Text(part.requiredText("text"));
            case "refusal" -> new Part.Refusal(part.requiredText("refusal"));
            case "image_url" -> image(part);
            case "file" -> file(part);
            default -> throw part.refused("type", "is \"" + type + "\", which cannot be translated.");
        };
    }

    private static Part image(Members part) {
        JsonNode value = part.required("image_url");
        if (value.isTextual()) return new Part.Image(Media.source(value.textValue(), part.at("image_url")), null);
        Members image = Members.of(value, part.at("image_url"));
        var read = new Part.Image(Media.source(image.requiredText("url"), image.at("url")), image.text("detail"));
        image.end();
        return read;
    }

    private static Part file(Members part) {
        Members file = Members.of(part.required("file"), part.at("file"));
        file.refuse("file_id", "names a file that lies with OpenAI, out of reach of this provider. Send file_data.");
        String path = file.at("file_data");
        var read = new Part.Document(
                Media.file(Media.source(file.requiredText("file_data"), path), path), file.text("filename"));
        file.end();
        return read;
    }
}
