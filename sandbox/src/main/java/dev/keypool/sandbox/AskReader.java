package dev.keypool.sandbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a chat call in one pass, without building a tree: about a microsecond per kilobyte. Confined to its call. */
final class AskReader {
    /** Pictures come as one long string. */
    private static final int LONGEST_STRING = 64 * 1024 * 1024;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_STRING)
                    .build())
            .build();

    private @Nullable String model;
    private boolean stream;
    private boolean includeUsage;
    private boolean messages;
    private boolean special;
    private long characters;
    private @Nullable Integer maxTokens;

    private AskReader() {}

    static Ask read(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Ask.Wrong.because("The body is not a JSON object; a chat call needs model and messages.");
            }
            return new AskReader().read(parser, body);
        } catch (IOException malformed) {
            return Ask.Wrong.because(
                    "The body is not valid JSON; a chat call needs an object with model and messages.");
        }
    }

    private Ask read(JsonParser parser, byte[] body) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "model" -> model = parser.getValueAsString();
                case "stream" -> stream = value == JsonToken.VALUE_TRUE;
                case "stream_options" -> readStreamOptions(parser);
                case "max_tokens", "max_completion_tokens" -> readMaxTokens(parser, value);
                case "messages" -> readMessages(parser, value);
                case "tools", "response_format", "stop", "n" -> {
                    special |= value != JsonToken.VALUE_NULL;
                    parser.skipChildren();
                }
                default -> parser.skipChildren();
            }
        }
        return asked(body);
    }

    /** Only a call that wishes more than text is read a second time, as a tree. */
    private Ask asked(byte[] body) {
        String asked = model;
        if (asked == null || !messages) {
            return Ask.Wrong.because((asked == null ? "model" : "messages (an array)")
                    + " is missing; a chat call needs model and messages.");
        }
        int prompt = (int) Math.max(1, Math.ceilDiv(characters, 4));
        ObjectNode tree = special ? Json.object(body) : null;
        Wish wish = tree == null ? Wish.NONE : ChatWish.of(tree);
        return new Ask.Call(asked, stream, includeUsage, prompt, maxTokens, wish, ChatSurface::answer);
    }

    private void readStreamOptions(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_TRUE && "include_usage".equals(name)) {
                includeUsage = true;
            }
            parser.skipChildren();
        }
    }

    private void readMaxTokens(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NUMBER_INT) {
            maxTokens = Math.clamp(parser.getLongValue(), 0, Integer.MAX_VALUE / 8);
        } else {
            parser.skipChildren();
        }
    }

    private void readMessages(JsonParser parser, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        messages = true;
        int depth = 1;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                return;
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.VALUE_STRING && isText(parser.currentName())) {
                characters += parser.getTextLength();
            }
        }
    }

    private static boolean isText(@Nullable String field) {
        return "content".equals(field) || "text".equals(field);
    }
}
