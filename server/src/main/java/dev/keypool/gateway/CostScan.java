package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.keypool.metering.WorstCase;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads, along with the rest of a request, what bounds its cost. Only members that are known to cost no more than their
 * tokens are taken for such: images by address, searches, dearer tiers and whatever is invented next have no bound that could
 * be read from the request. Confined to one scan.
 */
final class CostScan {
    private static final Set<String> ITEMS = Set.of("message", "function_call", "function_call_output", "reasoning");

    private static final int LONGEST_SHOWN = 40;
    private final Plain plain;
    private @Nullable Long maxTokens;
    private int answers = 1;
    private boolean tools;
    private @Nullable String beyond;

    CostScan(Plain plain) {
        this.plain = plain;
    }

    /** A member of the request that goes upstream; the parser stands at its value. */
    void member(JsonParser p, String name) {
        if (!plain.members().contains(name) && !p.hasToken(JsonToken.VALUE_NULL)) beyond(name);
        tools |= name.equals("tools") || name.equals("functions");
    }

    /** A provider may heed either of the two names of this limit: the larger counts. */
    void maxTokens(@Nullable Integer sent) {
        if (sent != null && (maxTokens == null || sent > maxTokens)) maxTokens = (long) sent;
    }

    void answers(@Nullable Integer sent) {
        if (sent != null) answers = Math.max(answers, sent);
    }

    /** Reads one message, from its opening brace to its closing one. */
    void message(JsonParser p) throws IOException {
        boolean thought = false;
        boolean whole = false;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            if (!plain.inMessages().contains(name) && !p.hasToken(JsonToken.VALUE_NULL)) beyond("messages." + name);
            if (name.equals("type")) thought |= item(p);
            whole |= name.equals("encrypted_content") && p.hasToken(JsonToken.VALUE_STRING);
            boolean pieces = name.equals("content") || name.equals("output");
            if (pieces && p.hasToken(JsonToken.START_ARRAY)) kinds(p, plain.parts(), "messages." + name);
            else p.skipChildren();
        }
        if (thought && !whole) beyond("messages.type");
    }

    /** Items of other types, and thoughts that are not sent along, stand for what the provider has kept: how long that is nobody knows. */
    private boolean item(JsonParser p) throws IOException {
        String type = p.hasToken(JsonToken.VALUE_STRING) ? p.getText() : "";
        if (!ITEMS.contains(type)) beyond("messages.type");
        return type.equals("reasoning");
    }

    /** Reads the list of tools that the parser stands at. */
    void tools(JsonParser p) throws IOException {
        if (p.hasToken(JsonToken.START_ARRAY)) kinds(p, plain.tools(), "tools");
        else p.skipChildren();
    }

    /** Reads the list of pieces that the parser stands at. */
    void parts(JsonParser p, String where) throws IOException {
        kinds(p, plain.parts(), where);
    }

    private void kinds(JsonParser p, Plain.Kinds kinds, String where) throws IOException {
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (p.hasToken(JsonToken.START_OBJECT)) kind(p, kinds, where);
            else p.skipChildren();
        }
    }

    private void kind(JsonParser p, Plain.Kinds kinds, String where) throws IOException {
        boolean known = kinds.untyped();
        boolean other = false;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            if (name.equals("type")) {
                boolean is = p.hasToken(JsonToken.VALUE_STRING) && kinds.types().contains(p.getText());
                known |= is;
                other |= !is;
                p.skipChildren();
            } else {
                other |= !kinds.members().contains(name);
                value(p, name, kinds, where);
            }
        }
        if (!known || other) beyond(where);
    }

    private void value(JsonParser p, String name, Plain.Kinds kinds, String where) throws IOException {
        if (name.equals("cache_control")) cacheControl(p, where);
        else if (name.equals("content") && p.hasToken(JsonToken.START_ARRAY)) kinds(p, kinds, where);
        else p.skipChildren();
    }

    /** To keep a prompt for longer costs more than a price list says. */
    private void cacheControl(JsonParser p, String where) throws IOException {
        if (!p.hasToken(JsonToken.START_OBJECT)) {
            p.skipChildren();
            return;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            if (!p.currentName().equals("type")) beyond(where);
            p.nextToken();
            p.skipChildren();
        }
    }

    /** The first is told, unless another may send the request to a model that nobody asked for. */
    private void beyond(String name) {
        boolean reroutes = Reroutes.NAMES.contains(name) && !Reroutes.NAMES.contains(beyond == null ? "" : beyond);
        if (beyond == null || reroutes)
            beyond = name.length() <= LONGEST_SHOWN ? name : name.substring(0, LONGEST_SHOWN) + "…";
    }

    WorstCase.Size size(int bytes) {
        return new WorstCase.Size(bytes, maxTokens, answers, tools, beyond);
    }
}
