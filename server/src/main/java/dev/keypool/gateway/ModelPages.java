package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** {@code GET /models} and {@code /models/{id}} in OpenAI's shape. Stateless. */
final class ModelPages {
    /** The list for a caller without a token: which models there are depends on whose keys are asked. */
    static final List<Listing> NOBODYS = List.of();

    private ModelPages() {}

    static byte[] list(List<Listing> listings) {
        return written(json -> {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (Listing listing : listings)
                for (Listing.Model model : listing.models()) write(json, listing.provider(), model);
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** @param id as the list shows it: {@code provider/model} */
    static Optional<byte[]> one(List<Listing> listings, String id) {
        for (Listing listing : listings) {
            if (!id.startsWith(listing.provider() + "/")) continue;
            String rest = id.substring(listing.provider().length() + 1);
            for (Listing.Model model : listing.models())
                if (model.id().equals(rest))
                    return Optional.of(written(json -> write(json, listing.provider(), model)));
        }
        return Optional.empty();
    }

    private static void write(JsonGenerator json, String provider, Listing.Model model) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", provider + "/" + model.id());
        json.writeStringField("object", "model");
        json.writeNumberField("created", model.created());
        json.writeStringField("owned_by", model.ownedBy());
        json.writeEndObject();
    }

    /** Something that writes JSON. */
    @FunctionalInterface
    interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    static byte[] written(Writing writing) {
        try (var out = new ByteArrayBuilder()) {
            try (JsonGenerator json = BodyScan.JSON.createGenerator(out)) {
                writing.to(json);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
