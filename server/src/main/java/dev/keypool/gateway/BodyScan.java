package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.keypool.gateway.JsonAsk.Edit;
import dev.keypool.metering.WorstCase;
import dev.keypool.values.Surface;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the bytes of a JSON request: checks that it is JSON, reads the few members that the gateway needs, and
 * remembers where they stand. Nested values are skipped, so a {@code model} inside of a message means nothing.
 * A member that the gateway reads may stand only once: of two, provider and gateway might each believe another.
 * Confined to one call.
 */
final class BodyScan {
    /** A picture of the largest body is one string. */
    private static final StreamReadConstraints CONSTRAINTS =
            StreamReadConstraints.builder().maxStringLength(64 << 20).build();
    /** Names are looked up in a table but not interned: they come from callers. */
    static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(CONSTRAINTS)
            .build();

    private static final int LONGEST_MODEL = 256;

    private final Surface surface;
    private final byte[] bytes;
    private final JsonParser p;
    private final Members members;
    private final List<Edit> edits = new ArrayList<>(4);
    private boolean kept;
    private @Nullable String model;
    private boolean stream;
    private boolean usageAsked;
    private boolean trace;
    private Options options = Options.NONE;
    private @Nullable String reroutes;

    private BodyScan(Surface surface, byte[] bytes, JsonParser p, Bounds bounds) {
        this.surface = surface;
        this.bytes = bytes;
        this.p = p;
        this.members = members(surface, bounds);
    }

    private static Members members(Surface surface, Bounds bounds) {
        return switch (surface) {
            case CHAT -> new ChatMembers(bounds);
            case RESPONSES -> new ResponsesMembers(bounds);
            case MESSAGES -> new MessagesMembers(bounds, true);
            case COUNT_TOKENS -> new MessagesMembers(bounds, false);
            case COMPLETIONS -> new CompletionMembers(bounds);
            case EMBEDDINGS -> new InputMembers.Embeddings(bounds);
            case RERANK -> new InputMembers.Rerank(bounds);
            case MODERATIONS -> new InputMembers.Moderations(bounds);
            case IMAGES -> new MediaMembers.Images(bounds);
            case SPEECH -> new MediaMembers.Speech(bounds);
            case TRANSCRIPTIONS, CONVERSE, PROXY ->
                throw new IllegalArgumentException(surface + " has no JSON body that is read");
        };
    }

    /** What was sent, or a {@link GatewayError.Raised} that says what is wrong with it. */
    static JsonAsk of(byte[] bytes, Bounds bounds) {
        return of(Surface.CHAT, bytes, bounds, false);
    }

    /** @param traced true when the query asked for the trace already */
    static JsonAsk of(Surface surface, byte[] bytes, Bounds bounds, boolean traced) {
        if (!isUtf8(bytes)) throw malformed(null);
        try (JsonParser p = JSON.createParser(bytes)) {
            var scan = new BodyScan(surface, bytes, p, bounds);
            scan.trace = traced;
            return scan.body();
        } catch (StreamConstraintsException e) {
            throw beyond();
        } catch (JsonProcessingException e) {
            throw malformed(e.getLocation());
        } catch (IOException e) {
            throw malformed(null);
        }
    }

    /** The parser would read UTF-16 and UTF-32 too, but count places in characters, and the provider might read neither. */
    private static boolean isUtf8(byte[] bytes) {
        if (bytes.length > 0 && (bytes[0] & 0xff) >= 0xef) return false;
        for (int i = 0; i < Math.min(4, bytes.length); i++) if (bytes[i] == 0) return false;
        return true;
    }

    private JsonAsk body() throws IOException {
        if (p.nextToken() != JsonToken.START_OBJECT) throw malformed(p.currentTokenLocation());
        while (p.nextToken() == JsonToken.FIELD_NAME) member(p.currentName());
        if (p.nextToken() != null) throw malformed(p.currentTokenLocation());
        String named = model == null ? members.usualModel() : model;
        if (named.isEmpty())
            throw Members.missing("model", "Name a model, for example \"openrouter/openai/gpt-4o-mini\".");
        members.complete();
        Options asked = trace ? options.withTrace() : options;
        WorstCase.Size size = members.size(bytes.length);
        if (reroutes != null) size = size.with(reroutes);
        return new JsonAsk(surface, bytes, edits, named, stream, usageAsked, asked, size);
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

    /** Some providers read names whatever their case: what is none to us must not be the model to them. */
    private void heed(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        if (small.equals("model") && !name.equals(small))
            throw GatewayError.invalid(
                            name, "unknown_parameter", "There is no " + name + ". Write it in small letters: model.")
                    .raised();
        if (reroutes == null && Reroutes.NAMES.contains(small)) reroutes = small;
    }

    /** A member that stays in the body. */
    private void theirs(String name) throws IOException {
        if (p.nextToken() != JsonToken.VALUE_NULL) heed(name);
        switch (name) {
            case "model" -> model(name);
            case "stream" -> {
                members.once(name);
                stream = members.bounds.flag(p, name);
            }
            case String other when other.equals("stream_options") && members.usageByOption() -> streamOptions(other);
            default -> members.member(p, name);
        }
    }

    /** A member for the gateway alone: read, then cut out together with one comma. */
    private void own(String name) throws IOException {
        members.once(name);
        int from = at(p.currentTokenLocation());
        p.nextToken();
        if (name.equals("include_route_trace")) {
            trace |= members.bounds.flag(p, name);
        } else if (name.equals("spidergate_options") && p.hasToken(JsonToken.START_OBJECT)) {
            options = Options.read(p, members.bounds);
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
        members.once(name);
        String value = p.hasToken(JsonToken.VALUE_STRING) ? p.getText() : "";
        if (value.isBlank() || value.length() > LONGEST_MODEL)
            throw GatewayError.invalid(
                            name, "invalid_value", "model must be a text of 1 to " + LONGEST_MODEL + " characters.")
                    .raised();
        int from = at(p.currentTokenLocation());
        edits.add(new Edit(from, end(), Edit.Kind.MODEL));
        model = value;
    }

    private void streamOptions(String name) throws IOException {
        members.once(name);
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
        if (again) throw Members.twice("stream_options.include_usage");
        int from = at(p.currentTokenLocation());
        usageAsked = members.bounds.flag(p, "stream_options.include_usage");
        edits.add(new Edit(from, end(), Edit.Kind.USAGE_VALUE));
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

    private static GatewayError.Raised beyond() {
        return GatewayError.invalid(
                        null,
                        "invalid_json",
                        "The request body goes beyond what is read: at most " + CONSTRAINTS.getMaxNestingDepth()
                                + " levels, names of " + CONSTRAINTS.getMaxNameLength() + " and numbers of "
                                + CONSTRAINTS.getMaxNumberLength() + " characters. Send it flatter or shorter.")
                .raised();
    }

    private static GatewayError.Raised malformed(@Nullable JsonLocation at) {
        String where = at == null
                ? ""
                : " at line " + at.getLineNr() + ", column " + at.getColumnNr() + " (byte " + at.getByteOffset() + ")";
        return GatewayError.invalid(
                        null,
                        "invalid_json",
                        "The request body is not one JSON object: it goes wrong" + where
                                + ". Send one JSON object in UTF-8, such as {\"model\": …, \"messages\": […]}.")
                .raised();
    }
}
