package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One pass over a provider's answer or chunk. Reads what {@link Answer} names and skips the rest. Confined to one call. */
final class AnswerScan {
    private static final String CHOICES = "choices";

    private final JsonParser p;
    private final boolean chunk;
    private final String list;
    private @Nullable String model;
    private @Nullable TokenUsage usage;
    private @Nullable Money cost;
    private boolean error;
    private int choices = -1;
    private boolean substance;
    private boolean finished;
    private int metadataFrom = -1;
    private int metadataTo = -1;
    private boolean empty = true;

    private AnswerScan(JsonParser p, boolean chunk, String list) {
        this.p = p;
        this.chunk = chunk;
        this.list = list;
    }

    /** A whole chat answer; empty when it is not one JSON object. */
    static Optional<Answer> whole(byte[] bytes) {
        return whole(bytes, CHOICES);
    }

    /** @param list the member that a good answer holds as a list, empty when any object may be one */
    static Optional<Answer> whole(byte[] bytes, String list) {
        return scan(bytes, 0, bytes.length, false, list);
    }

    /** The data of one stream event; empty when it is not one JSON object. Tells also whether it has substance. */
    static Optional<Answer> chunk(byte[] bytes, int from, int to) {
        return scan(bytes, from, to - from, true, CHOICES);
    }

    private static Optional<Answer> scan(byte[] bytes, int offset, int length, boolean chunk, String list) {
        try (JsonParser p = BodyScan.JSON.createParser(bytes, offset, length)) {
            return new AnswerScan(p, chunk, list).answer();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Optional<Answer> answer() throws IOException {
        if (p.nextToken() != JsonToken.START_OBJECT) return Optional.empty();
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            empty = false;
            String name = p.currentName();
            p.nextToken();
            member(name);
        }
        int close = Math.toIntExact(p.currentTokenLocation().getByteOffset());
        if (p.nextToken() != null) return Optional.empty();
        boolean suspect = error || (choices < 0 && !list.isEmpty());
        return Optional.of(new Answer(
                model, usage, cost, suspect, choices, substance, finished, close, metadataFrom, metadataTo, empty));
    }

    private void member(String name) throws IOException {
        if (name.equals(list)) choices();
        else other(name);
    }

    private void other(String name) throws IOException {
        switch (name) {
            case "model" -> model = p.hasToken(JsonToken.VALUE_STRING) ? p.getText() : null;
            case "usage" -> usage();
            case "x_groq" -> nestedUsage();
            case "error" -> notNull();
            case "success" -> error |= p.hasToken(JsonToken.VALUE_FALSE);
            case "spidergate_metadata" -> {
                metadataFrom = Math.toIntExact(p.currentTokenLocation().getByteOffset());
                p.skipChildren();
                p.finishToken();
                metadataTo = Math.toIntExact(p.currentLocation().getByteOffset());
            }
            default -> p.skipChildren();
        }
    }

    private void notNull() throws IOException {
        error |= !p.hasToken(JsonToken.VALUE_NULL);
        p.skipChildren();
    }

    private void choices() throws IOException {
        if (!p.hasToken(JsonToken.START_ARRAY)) {
            p.skipChildren();
            return;
        }
        choices = 0;
        while (p.nextToken() != JsonToken.END_ARRAY) {
            choices++;
            if (p.hasToken(JsonToken.START_OBJECT) && list.equals(CHOICES)) choice();
            else p.skipChildren();
        }
    }

    private void choice() throws IOException {
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            switch (name) {
                case "finish_reason" -> {
                    boolean named = !p.hasToken(JsonToken.VALUE_NULL);
                    finished |= named;
                    substance |= named;
                    // OpenRouter's way to end an answer that failed on its way.
                    error |= p.hasToken(JsonToken.VALUE_STRING) && p.getText().equals("error");
                }
                case "error" -> notNull();
                case "usage" -> usage();
                case "delta", "message", "text" -> {
                    if (chunk) substance |= holdsSomething(true);
                    else p.skipChildren();
                }
                default -> p.skipChildren();
            }
        }
    }

    /** Consumes a value; true when it is more than null and empty containers. A lone role says nothing yet. */
    private boolean holdsSomething(boolean top) throws IOException {
        return switch (p.currentToken()) {
            case VALUE_NULL, VALUE_FALSE -> false;
            case VALUE_STRING -> p.getTextLength() > 0;
            case START_ARRAY -> {
                boolean any = p.nextToken() != JsonToken.END_ARRAY;
                while (!p.hasToken(JsonToken.END_ARRAY)) {
                    p.skipChildren();
                    p.nextToken();
                }
                yield any;
            }
            case START_OBJECT -> {
                boolean any = false;
                while (p.nextToken() == JsonToken.FIELD_NAME) {
                    boolean role = top && p.currentName().equals("role");
                    p.nextToken();
                    any |= holdsSomething(false) && !role;
                }
                yield any;
            }
            default -> true;
        };
    }

    private void nestedUsage() throws IOException {
        if (!p.hasToken(JsonToken.START_OBJECT)) return;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            if (name.equals("usage")) usage();
            else p.skipChildren();
        }
    }

    private void usage() throws IOException {
        if (!p.hasToken(JsonToken.START_OBJECT)) return;
        UsageScan scan = new UsageScan();
        scan.read(p);
        usage = scan.usage();
        if (scan.cost() != null) cost = scan.cost();
    }
}
