package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a provider's model list: OpenAI's form, and what others tell beside it of a model's window and of what it can do
 * (OpenRouter, Groq, Mistral, Together and whoever speaks as they do). Confined to one reading.
 */
final class ListingReader {
    private final JsonParser json;
    private String id = "";
    private long created;
    private String owner;
    private String displayName = "";
    private @Nullable Long context;
    private @Nullable Long maxOutput;
    private final Set<String> capabilities = new HashSet<>();

    private ListingReader(JsonParser json, String provider) {
        this.json = json;
        this.owner = provider;
    }

    /** All models of the list. Throws on what is no list. */
    static List<Listing.Model> read(String provider, byte[] body) throws IOException {
        List<Listing.Model> models = new ArrayList<>();
        try (JsonParser p = BodyScan.JSON.createParser(body)) {
            JsonToken first = p.nextToken();
            if (first == JsonToken.START_ARRAY) list(p, provider, models);
            else if (first != JsonToken.START_OBJECT) throw new IOException("The model list is not JSON");
            else
                while (p.nextToken() == JsonToken.FIELD_NAME) {
                    boolean data = p.currentName().equals("data");
                    if (p.nextToken() == JsonToken.START_ARRAY && data) list(p, provider, models);
                    else p.skipChildren();
                }
        }
        return models;
    }

    private static void list(JsonParser p, String provider, List<Listing.Model> into) throws IOException {
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (p.currentToken() == null) throw new IOException("The model list is cut off");
            if (!p.hasToken(JsonToken.START_OBJECT)) {
                p.skipChildren();
                continue;
            }
            Listing.Model model = new ListingReader(p, provider).model();
            if (model != null) into.add(model);
        }
    }

    private Listing.@Nullable Model model() throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            field(name);
        }
        if (id.isBlank()) return null;
        String shown = displayName.isBlank() || displayName.equals(id) ? null : displayName;
        return new Listing.Model(id, created, owner, shown, context, maxOutput, capabilities);
    }

    private void field(String name) throws IOException {
        switch (name) {
            case "id" -> id = text(id);
            case "owned_by" -> owner = text(owner);
            case "created" -> created = number(created);
            case "name", "display_name" -> displayName = text(displayName);
            case "context_length", "context_window", "max_context_length", "max_model_len" -> context = tokens(context);
            case "max_completion_tokens", "max_output_tokens" -> maxOutput = tokens(maxOutput);
            case "input_modalities" -> has("image", "vision");
            case "supported_parameters" -> has("tools", "function_calling");
            case "top_provider", "architecture" -> inner();
            case "capabilities" -> flags();
            default -> json.skipChildren();
        }
    }

    /** OpenRouter tells some of it one level down. */
    private void inner() throws IOException {
        if (!json.hasToken(JsonToken.START_OBJECT)) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            if (name.equals("max_completion_tokens") || name.equals("input_modalities")) field(name);
            else json.skipChildren();
        }
    }

    /** Mistral says yes or no to each. */
    private void flags() throws IOException {
        if (!json.hasToken(JsonToken.START_OBJECT)) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken() == JsonToken.VALUE_TRUE && (name.equals("vision") || name.equals("function_calling")))
                capabilities.add(name);
            else json.skipChildren();
        }
    }

    private void has(String word, String capability) throws IOException {
        if (!json.hasToken(JsonToken.START_ARRAY)) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == null) throw new IOException("The model list is cut off");
            if (json.hasToken(JsonToken.VALUE_STRING) && json.getText().equals(word)) capabilities.add(capability);
            else json.skipChildren();
        }
    }

    private String text(String otherwise) throws IOException {
        if (json.hasToken(JsonToken.VALUE_STRING)) return json.getText();
        json.skipChildren();
        return otherwise;
    }

    private long number(long otherwise) throws IOException {
        if (json.hasToken(JsonToken.VALUE_NUMBER_INT) && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER)
            return json.getLongValue();
        json.skipChildren();
        return otherwise;
    }

    /** Zero is how some say that they do not know. */
    private @Nullable Long tokens(@Nullable Long otherwise) throws IOException {
        long number = number(0);
        return number > 0 ? (Long) number : otherwise;
    }
}
