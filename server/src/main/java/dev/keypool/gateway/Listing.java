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
 * The models of one provider as it lists them. Immutable.
 *
 * @param until nanoseconds of the monotonic clock until which it is used without asking again
 */
record Listing(String provider, List<Model> models, Set<String> ids, long until) {
    Listing {
        models = List.copyOf(models);
        ids = Set.copyOf(ids);
    }

    /**
     * One model.
     *
     * @param id as the provider calls it
     * @param created seconds since 1970, 0 when it does not say
     * @param ownedBy its maker as the provider says, else the provider
     */
    record Model(String id, long created, String ownedBy) {}

    static Listing empty(String provider, long until) {
        return new Listing(provider, List.of(), Set.of(), until);
    }

    Listing usedUntil(long nanos) {
        return new Listing(provider, models, ids, nanos);
    }

    /** Reads {@code {"data": […]}} or the bare list that some providers send. Throws on what is neither. */
    static Listing read(String provider, byte[] body, long until) throws IOException {
        List<Model> models = new ArrayList<>();
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
        Set<String> ids = new HashSet<>();
        for (Model model : models) ids.add(model.id());
        return new Listing(provider, models, ids, until);
    }

    private static void list(JsonParser p, String provider, List<Model> into) throws IOException {
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (p.currentToken() == null) throw new IOException("The model list is cut off");
            if (!p.hasToken(JsonToken.START_OBJECT)) {
                p.skipChildren();
                continue;
            }
            Model model = model(p, provider);
            if (model != null) into.add(model);
        }
    }

    private static @Nullable Model model(JsonParser p, String provider) throws IOException {
        String id = "";
        long created = 0;
        String owner = provider;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            JsonToken value = p.nextToken();
            if (name.equals("id") && value == JsonToken.VALUE_STRING) id = p.getText();
            else if (name.equals("owned_by") && value == JsonToken.VALUE_STRING) owner = p.getText();
            else if (name.equals("created") && value == JsonToken.VALUE_NUMBER_INT) created = p.getLongValue();
            else p.skipChildren();
        }
        return id.isBlank() ? null : new Model(id, created, owner);
    }
}
