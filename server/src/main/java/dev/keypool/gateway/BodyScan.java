package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.keypool.gateway.ChatBody.Edit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the bytes of a chat request: checks that it is JSON, reads the few members that the gateway needs, and
 * remembers where they stand. Nested values are skipped, so a {@code model} inside of a message means nothing.
 * A member that the gateway reads may stand only once: of two, provider and gateway might each believe another.
 * Confined to one call.
 */
final class BodyScan {
    /** Names are looked up in a table but not interned: they come from callers. */
    static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final int LONGEST_MODEL = 256;

    private final byte[] bytes;
    private final JsonParser p;
    private final Bounds bounds;
    private final List<Edit> edits = new ArrayList<>(4);
    private final List<String> seen = new ArrayList<>(8);
    private final CostScan cost = new CostScan();
    private boolean kept;
    private @Nullable String model;
    private boolean messages;
    private boolean stream;
    private boolean usageAsked;
    private boolean trace;
    private ChatOptions options = ChatOptions.NONE;

    private BodyScan(byte[] bytes, JsonParser p, Bounds bounds) {
        this.bytes = bytes;
        this.p = p;
        this.bounds = bounds;
    }

    /** What was sent, or a {@link GatewayError.Raised} that says what is wrong with it. */
    static ChatBody of(byte[] bytes, Bounds bounds) {
        return of(bytes, bounds, false);
    }

    /** @param traced true when the query asked for the trace already */
    static ChatBody of(byte[] bytes, Bounds bounds, boolean traced) {
        try (JsonParser p = JSON.createParser(bytes)) {
            var scan = new BodyScan(bytes, p, bounds);
            scan.trace = traced;
            return scan.body();
        } catch (JsonProcessingException e) {
            throw malformed(e.getLocation());
        } catch (IOException e) {
            throw malformed(null);
        }
    }

    private ChatBody body() throws IOException {
        if (p.nextToken() != JsonToken.START_OBJECT) throw malformed(p.currentTokenLocation());
        while (p.nextToken() == JsonToken.FIELD_NAME) member(p.currentName());
        if (p.nextToken() != null) throw malformed(p.currentTokenLocation());
        if (model == null) throw missing("model", "Name a model, for example \"openrouter/openai/gpt-4o-mini\".");
        if (!messages) throw missing("messages", "Send a list with at least one message.");
        ChatOptions asked = trace ? options.withTrace() : options;
        return new ChatBody(bytes, edits, model, stream, usageAsked, asked, cost.size(bytes.length));
    }

    private void member(String name) throws IOException {
        switch (name) {
            case "spidergate_options", "spidergate_metadata", "include_route_trace" -> own(name);
            default -> {
                theirs(name);
                kept = true;
            }
        }
    }

    /** A member that stays in the body. */
    private void theirs(String name) throws IOException {
        p.nextToken();
        cost.member(p, name);
        switch (name) {
            case "model" -> model(name);
            case "messages" -> messages(name);
            case "stream" -> {
                once(name);
                stream = bounds.flag(p, name);
            }
            case "stream_options" -> streamOptions(name);
            case "temperature" -> bounds.number(p, name, 0.0, 2.0);
            case "top_p" -> bounds.number(p, name, 0.0, 1.0);
            case "presence_penalty", "frequency_penalty" -> bounds.number(p, name, -2.0, 2.0);
            case "n" -> cost.answers(bounds.whole(p, name, 1, 128));
            case "max_tokens", "max_completion_tokens" -> cost.maxTokens(bounds.whole(p, name, 1, Integer.MAX_VALUE));
            case "tools" -> cost.tools(p);
            default -> p.skipChildren();
        }
    }

    /** A member for the gateway alone: read, then cut out together with one comma. */
    private void own(String name) throws IOException {
        once(name);
        int from = at(p.currentTokenLocation());
        p.nextToken();
        if (name.equals("include_route_trace")) {
            trace |= bounds.flag(p, name);
        } else if (name.equals("spidergate_options") && p.hasToken(JsonToken.START_OBJECT)) {
            options = ChatOptions.read(p, bounds);
        } else if (name.equals("spidergate_options") && !p.hasToken(JsonToken.VALUE_NULL)) {
            throw GatewayError.invalid(name, "invalid_value", "spidergate_options must be an object.")
                    .raised();
        } else {
            p.skipChildren();
        }
        int to = end();
        edits.add(kept ? new Edit(comma(from), to, Edit.Kind.CUT) : new Edit(from, pastComma(to), Edit.Kind.CUT));
    }

    private void model(String name) throws IOException {
        once(name);
        String value = p.hasToken(JsonToken.VALUE_STRING) ? p.getText() : "";
        if (value.isBlank() || value.length() > LONGEST_MODEL)
            throw GatewayError.invalid(
                            name, "invalid_value", "model must be a text of 1 to " + LONGEST_MODEL + " characters.")
                    .raised();
        int from = at(p.currentTokenLocation());
        edits.add(new Edit(from, end(), Edit.Kind.MODEL));
        model = value;
    }

    private void messages(String name) throws IOException {
        once(name);
        if (!p.hasToken(JsonToken.START_ARRAY)) throw badMessages();
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (!p.hasToken(JsonToken.START_OBJECT)) throw badMessages();
            cost.message(p);
            messages = true;
        }
        if (!messages) throw badMessages();
    }

    private void streamOptions(String name) throws IOException {
        once(name);
        int from = at(p.currentTokenLocation());
        if (p.hasToken(JsonToken.VALUE_NULL)) {
            edits.add(new Edit(from, end(), Edit.Kind.OPTIONS_VALUE));
            return;
        }
        if (!p.hasToken(JsonToken.START_OBJECT))
            throw GatewayError.invalid(name, "invalid_value", "stream_options must be an object.")
                    .raised();
        boolean found = false;
        boolean empty = true;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            empty = false;
            boolean usage = p.currentName().equals("include_usage");
            p.nextToken();
            if (usage) includeUsage(found);
            else p.skipChildren();
            found |= usage;
        }
        Edit.Kind kind = empty ? Edit.Kind.USAGE_ALONE : Edit.Kind.USAGE_FIRST;
        if (!found) edits.add(new Edit(from + 1, from + 1, kind));
    }

    private void includeUsage(boolean again) throws IOException {
        if (again) throw twice("stream_options.include_usage");
        int from = at(p.currentTokenLocation());
        usageAsked = bounds.flag(p, "stream_options.include_usage");
        edits.add(new Edit(from, end(), Edit.Kind.USAGE_VALUE));
    }

    private void once(String name) {
        if (seen.contains(name)) throw twice(name);
        seen.add(name);
    }

    /** The comma before the member whose name begins there. */
    private int comma(int name) {
        int i = name - 1;
        while (bytes[i] != ',') i--;
        return i;
    }

    /** Behind the comma that follows a value, or behind the value when none does. */
    private int pastComma(int valueEnd) {
        int i = valueEnd;
        while (i < bytes.length && bytes[i] <= ' ') i++;
        return i < bytes.length && bytes[i] == ',' ? i + 1 : valueEnd;
    }

    private int end() throws IOException {
        p.finishToken();
        return at(p.currentLocation());
    }

    private static int at(JsonLocation location) {
        return Math.toIntExact(location.getByteOffset());
    }

    private static GatewayError.Raised malformed(@Nullable JsonLocation at) {
        String where = at == null
                ? ""
                : " at line " + at.getLineNr() + ", column " + at.getColumnNr() + " (byte " + at.getByteOffset() + ")";
        return GatewayError.invalid(
                        null,
                        "invalid_json",
                        "The request body is not one JSON object: it goes wrong" + where
                                + ". Send {\"model\": …, \"messages\": […]} in UTF-8.")
                .raised();
    }

    private static GatewayError.Raised missing(String param, String advice) {
        return GatewayError.invalid(param, "missing_required_parameter", param + " is missing. " + advice)
                .raised();
    }

    private static GatewayError.Raised badMessages() {
        return GatewayError.invalid(
                        "messages", "invalid_value", "messages must be a list of objects with at least one message.")
                .raised();
    }

    private static GatewayError.Raised twice(String param) {
        return GatewayError.invalid(param, "duplicate_parameter", param + " stands twice in the request. Send it once.")
                .raised();
    }
}
