package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import dev.keypool.metering.Price;
import dev.keypool.values.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code GET /models} and {@code /models/{id}} in OpenAI's shape, with {@code spidergate_info} in each. Stateless. */
final class ModelPages {
    private ModelPages() {}

    /** @param matching all that match, of which one page is shown */
    static byte[] list(List<ModelItem> matching, int limit, int offset) {
        return written(json -> {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (ModelItem item : matching.stream().skip(offset).limit(limit).toList()) write(json, item);
            json.writeEndArray();
            json.writeNumberField("total", matching.size());
            json.writeEndObject();
        });
    }

    /** @param id as the list shows it, {@code provider/model}; or a bare model, which is the first configured one of that name */
    static Optional<byte[]> one(List<ModelItem> items, String id) {
        ModelItem bare = null;
        for (ModelItem item : items) {
            if (item.id().equals(id)) return Optional.of(written(json -> write(json, item)));
            if (item.target().model().equals(id) && (bare == null || (!bare.isConfigured() && item.isConfigured())))
                bare = item;
        }
        ModelItem found = bare;
        return found == null ? Optional.empty() : Optional.of(written(json -> write(json, found)));
    }

    private static void write(JsonGenerator json, ModelItem item) throws IOException {
        Listing.Model live = item.live();
        json.writeStartObject();
        json.writeStringField("id", item.id());
        json.writeStringField("object", "model");
        json.writeNumberField("created", live == null ? 0 : live.created());
        json.writeStringField("owned_by", live == null ? item.target().provider() : live.ownedBy());
        json.writeObjectFieldStart("spidergate_info");
        info(json, item);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void info(JsonGenerator json, ModelItem item) throws IOException {
        json.writeStringField("provider", item.target().provider());
        json.writeStringField("provider_model", item.target().model());
        json.writeStringField("display_name", item.displayName());
        number(json, "context_window", item.context());
        number(json, "max_output_tokens", item.maxOutput());
        texts(json, "capabilities", item.capabilities());
        json.writeBooleanField("free_tier", item.free());
        Boolean configured = item.configured();
        if (configured == null) json.writeNullField("is_configured");
        else json.writeBooleanField("is_configured", configured);
        texts(json, "in_task_aliases", item.aliases());
        Price price = item.price();
        if (price == null || !price.byTokens()) json.writeNullField("pricing");
        else pricing(json, price);
    }

    private static void pricing(JsonGenerator json, Price price) throws IOException {
        json.writeObjectFieldStart("pricing");
        dollars(json, "input", price.input());
        dollars(json, "output", price.output());
        dollars(json, "cached_read", price.cachedInput());
        dollars(json, "cached_write", price.cacheWrite());
        json.writeEndObject();
    }

    /** An amount as a plain number of dollars, null when it is unknown. */
    static void dollars(JsonGenerator json, String name, @Nullable Long nanos) throws IOException {
        json.writeFieldName(name);
        if (nanos == null) json.writeNull();
        else json.writeNumber(new Money(nanos).toDecimal().toPlainString());
    }

    private static void number(JsonGenerator json, String name, @Nullable Long value) throws IOException {
        if (value == null) json.writeNullField(name);
        else json.writeNumberField(name, value);
    }

    static void texts(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) json.writeString(text);
        json.writeEndArray();
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
