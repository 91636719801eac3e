package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Part.Source;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Images and files in Converse's form, which takes their bytes only. Files have names there, of few letters, and no two the
 * same in one request. Confined to one request.
 */
final class ConverseDocuments {
    private static final Map<String, String> IMAGES =
            Map.of("image/png", "png", "image/jpeg", "jpeg", "image/gif", "gif", "image/webp", "webp");
    private static final Map<String, String> FILES = Map.of(
            "application/pdf", "pdf",
            "text/csv", "csv",
            "text/html", "html",
            "text/plain", "txt",
            "text/markdown", "md",
            "application/msword", "doc",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
            "application/vnd.ms-excel", "xls",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
    private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z0-9]{1,8}$");
    private static final Pattern FORBIDDEN = Pattern.compile("[^A-Za-z0-9\\-()\\[\\] ]+");
    private static final Pattern SPACES = Pattern.compile(" {2,}");
    private static final int LONGEST_NAME = 190;

    private final Set<String> names = new HashSet<>();
    private final Losses losses;

    ConverseDocuments(Losses losses) {
        this.losses = losses;
    }

    ObjectNode image(Part.Image image) {
        if (image.detail() != null && !image.detail().equals("auto")) losses.drop("detail");
        if (!(image.source() instanceof Source.Base64 data))
            throw losses.refused(
                    "messages", "Bedrock does not fetch images from URLs. Send the image itself, in base64.");
        String format = IMAGES.get(data.mediaType().equals("image/jpg") ? "image/jpeg" : data.mediaType());
        if (format == null) throw unknown("image", data.mediaType(), IMAGES);
        ObjectNode block = Trees.object();
        ObjectNode content = block.putObject("image").put("format", format);
        content.putObject("source").put("bytes", data.data());
        return block;
    }

    ObjectNode document(Part.Document document) {
        return switch (document.source()) {
            case Source.Url url ->
                throw losses.refused(
                        "messages", "Bedrock does not fetch files from URLs. Send the file itself, in base64.");
            case Source.Plain plain -> document(document.name(), "txt", base64(plain.text()));
            case Source.Base64 data -> {
                String format = FILES.get(data.mediaType());
                if (format == null) throw unknown("file", data.mediaType(), FILES);
                yield document(document.name(), format, data.data());
            }
        };
    }

    private ObjectNode document(@Nullable String name, String format, String bytes) {
        ObjectNode block = Trees.object();
        ObjectNode content = block.putObject("document").put("format", format).put("name", unique(name));
        content.putObject("source").put("bytes", bytes);
        return block;
    }

    private String unique(@Nullable String wanted) {
        String name = wanted == null ? "" : allowed(wanted);
        String base = name.isEmpty() ? "document" : name;
        String free = base;
        // AWS compares without regard to case.
        for (int i = 2; !names.add(free.toLowerCase(Locale.ROOT)); i++) free = base + "-" + i;
        return free;
    }

    private static String allowed(String wanted) {
        String bare = EXTENSION.matcher(wanted).replaceFirst("");
        String letters = FORBIDDEN.matcher(bare).replaceAll(" ");
        String name = SPACES.matcher(letters).replaceAll(" ").strip();
        return name.substring(0, Math.min(name.length(), LONGEST_NAME)).strip();
    }

    private Untranslatable unknown(String kind, String mediaType, Map<String, String> known) {
        return losses.refused(
                "messages",
                "Bedrock takes no " + kind + " of the media type " + mediaType + ". It takes "
                        + String.join(", ", known.keySet().stream().sorted().toList()) + ".");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
