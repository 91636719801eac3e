package dev.keypool.dialects;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway needs to know of a whole answer that passes untouched in Anthropic Messages or OpenAI Responses. One pass; only
 * the usage is read closely. Immutable.
 *
 * @param model the model that served, null when it does not say
 * @param usage null when it reports none
 * @param cost the provider's own price, null when it names none
 * @param suspect true when it holds an error, or not what an answer of the dialect holds: the classifier must look at it
 * @param close where its last brace stands
 * @param empty true when it has no member at all
 */
public record WholeReading(
        @Nullable String model,
        @Nullable TokenUsage usage,
        @Nullable Money cost,
        boolean suspect,
        int close,
        boolean empty) {

    /**
     * Empty when it is not one JSON object.
     *
     * @throws IllegalArgumentException for other dialects than the two
     */
    public static Optional<WholeReading> of(Dialect dialect, byte[] bytes) {
        if (dialect != Dialect.ANTHROPIC_MESSAGES && dialect != Dialect.OPENAI_RESPONSES)
            throw new IllegalArgumentException("Not read here: " + dialect.wire());
        try (JsonParser p = Trees.parser(bytes, 0, bytes.length)) {
            return new Scan(dialect, p).whole();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Confined to one call. */
    private static final class Scan {
        private final Dialect dialect;
        private final JsonParser p;
        private @Nullable String model;
        private @Nullable JsonNode usage;
        private boolean error;
        private boolean answer;
        private boolean empty = true;

        private Scan(Dialect dialect, JsonParser p) {
            this.dialect = dialect;
            this.p = p;
        }

        private Optional<WholeReading> whole() throws IOException {
            if (p.nextToken() != JsonToken.START_OBJECT) return Optional.empty();
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                empty = false;
                String name = p.currentName();
                p.nextToken();
                member(name);
            }
            int close = Math.toIntExact(p.currentTokenLocation().getByteOffset());
            if (p.nextToken() != null) return Optional.empty();
            return Optional.of(new WholeReading(model, tokens(), cost(), error || !answer, close, empty));
        }

        private void member(String name) throws IOException {
            switch (name) {
                case "model" -> model = p.hasToken(JsonToken.VALUE_STRING) ? p.getText() : null;
                case "usage" -> usage = Trees.read(p);
                case "error" -> error |= !p.hasToken(JsonToken.VALUE_NULL);
                case "status", "type" -> error |= isBad(p.getText());
                case "content", "output" -> answer |= p.hasToken(JsonToken.START_ARRAY);
                default -> {}
            }
            p.skipChildren();
        }

        private static boolean isBad(String word) {
            return word.equals("failed") || word.equals("error");
        }

        private @Nullable TokenUsage tokens() {
            if (usage == null) return null;
            return dialect == Dialect.ANTHROPIC_MESSAGES ? MessagesUsage.read(usage) : ResponsesUsage.read(usage);
        }

        private @Nullable Money cost() {
            return usage == null ? null : Costs.of(Trees.object().set("usage", usage));
        }
    }
}
