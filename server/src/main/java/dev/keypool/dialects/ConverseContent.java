package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Role;
import dev.keypool.dialects.Ask.Turn;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What was said, in Converse's content blocks. Confined to one request. */
final class ConverseContent {
    private static final Pattern NOT_IN_AN_ID = Pattern.compile("[^A-Za-z0-9_-]");
    private static final int LONGEST_ID = 64;

    private final ConverseFamily family;
    private final Losses losses;
    private final ConverseDocuments documents;

    ConverseContent(ConverseFamily family, Losses losses) {
        this.family = family;
        this.losses = losses;
        this.documents = new ConverseDocuments(losses);
    }

    /** The system prompt. */
    ArrayNode instructions(List<Part> parts) {
        ArrayNode blocks = Trees.array();
        for (Part part : parts) add(block(part, Role.USER, !blocks.isEmpty()), blocks);
        return blocks;
    }

    /** All turns. One of which nothing is left is left out, and its neighbours become one. */
    ArrayNode messages(List<Turn> turns) {
        ArrayNode messages = Trees.array();
        ArrayNode content = Trees.array();
        Role speaker = null;
        for (Turn turn : turns) {
            ArrayNode more = content(turn);
            if (more.isEmpty()) continue;
            if (turn.role() != speaker) {
                content = Trees.array();
                String role = turn.role() == Role.USER ? "user" : "assistant";
                messages.addObject().put("role", role).set("content", content);
                speaker = turn.role();
            }
            content.addAll(more);
        }
        messages.forEach(message -> hasTextBesideDocuments(message.path("content")));
        if (speaker == Role.ASSISTANT) trimEnd(content);
        return messages;
    }

    private ArrayNode content(Turn turn) {
        ArrayNode blocks = Trees.array();
        // Results of tools stand first, or the model misses them.
        for (Part part : turn.parts()) if (part instanceof Part.ToolResult) add(block(part, turn.role(), true), blocks);
        for (Part part : turn.parts())
            if (!(part instanceof Part.ToolResult)) add(block(part, turn.role(), !blocks.isEmpty()), blocks);
        return blocks;
    }

    /** Claude refuses a last word of the assistant that ends in blanks. */
    private static void trimEnd(ArrayNode content) {
        if (content.path(content.size() - 1) instanceof ObjectNode last && last.has("text"))
            last.put("text", last.path("text").textValue().stripTrailing());
    }

    /** Whether its first block would be thinking that Bedrock signed. */
    static boolean beginsWithThought(Turn turn) {
        return switch (turn.parts().getFirst()) {
            case Part.Thinking thinking -> thinking.signature() != null && own(thinking.signature()) != null;
            case Part.RedactedThinking sealed -> own(sealed.data()) != null;
            default -> false;
        };
    }

    /** Null for nothing. */
    private @Nullable ObjectNode block(Part part, Role role, boolean behindSomething) {
        return switch (part) {
            case Part.Text text -> text(text.text());
            case Part.Refusal refusal -> text(refusal.text());
            case Part.Image image -> documents.image(ofUser(image, role));
            case Part.Document document -> documents.document(ofUser(document, role));
            case Part.ToolCall call -> call(call);
            case Part.ToolResult result -> result(result);
            case Part.Thinking thinking -> thinking(thinking);
            case Part.RedactedThinking sealed -> sealed(sealed);
            case Part.CachePoint mark -> behindSomething ? mark(mark) : null;
        };
    }

    /** Converse refuses an empty text. */
    private static @Nullable ObjectNode text(String text) {
        return text.isBlank() ? null : Trees.object().put("text", text);
    }

    private <T extends Part> T ofUser(T part, Role role) {
        if (role == Role.USER) return part;
        throw losses.refused(
                "messages", "Bedrock takes images and files from the user only. Move them into a user message.");
    }

    private static ObjectNode call(Part.ToolCall call) {
        ObjectNode block = Trees.object();
        block.putObject("toolUse")
                .put("toolUseId", id(call.id()))
                .put("name", call.name())
                .set("input", Arguments.object(call.arguments()));
        return block;
    }

    private ObjectNode result(Part.ToolResult result) {
        ObjectNode block = Trees.object();
        ObjectNode content = block.putObject("toolResult").put("toolUseId", id(result.callId()));
        ArrayNode blocks = content.putArray("content");
        for (Part part : result.parts()) add(block(part, Role.USER, !blocks.isEmpty()), blocks);
        if (result.error() && family.knowsMarks()) content.put("status", "error");
        else if (result.error()) losses.drop("is_error");
        return block;
    }

    /** AWS takes fewer letters than others put into their ids. */
    private static String id(String id) {
        String letters = NOT_IN_AN_ID.matcher(id).replaceAll("_");
        return letters.substring(Math.max(0, letters.length() - LONGEST_ID));
    }

    /** Only what Bedrock itself has signed. */
    private @Nullable ObjectNode thinking(Part.Thinking thinking) {
        String signature = thinking.signature() == null ? null : own(thinking.signature());
        if (signature == null) {
            losses.drop("thinking");
            return null;
        }
        ObjectNode block = Trees.object();
        block.putObject("reasoningContent")
                .putObject("reasoningText")
                .put("text", thinking.text())
                .put("signature", signature);
        return block;
    }

    private @Nullable ObjectNode sealed(Part.RedactedThinking sealed) {
        String data = own(sealed.data());
        if (data == null) {
            losses.drop("thinking");
            return null;
        }
        ObjectNode block = Trees.object();
        block.putObject("reasoningContent").put("redactedContent", data);
        return block;
    }

    private static @Nullable String own(String tagged) {
        return Signature.raw(Dialect.BEDROCK_CONVERSE, tagged).orElse(null);
    }

    /** A cache point; null for models that know none. */
    @Nullable
    ObjectNode mark(Part.CachePoint mark) {
        if (!family.knowsMarks()) {
            losses.drop("cache_control");
            return null;
        }
        ObjectNode block = Trees.object();
        ObjectNode point = block.putObject("cachePoint").put("type", "default");
        if (mark.ttl() != null) point.put("ttl", mark.ttl());
        return block;
    }

    private void hasTextBesideDocuments(JsonNode content) {
        boolean document = false;
        boolean text = false;
        for (JsonNode block : content) {
            document |= block.has("document");
            text |= block.has("text") || block.has("toolResult");
        }
        if (document && !text)
            throw losses.refused(
                    "messages",
                    "Bedrock wants some text beside a file. Add to the message what is to be done with it.");
    }

    private static void add(@Nullable ObjectNode block, ArrayNode blocks) {
        if (block != null) blocks.add(block);
    }
}
