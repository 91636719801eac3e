package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.keypool.ledger.AskedUse;
import dev.keypool.ledger.Cost;
import dev.keypool.routing.Alias;
import dev.keypool.routing.AliasBook;
import dev.keypool.routing.Target;
import dev.keypool.values.BrandId;
import dev.keypool.values.Money;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code GET /aliases}: what each alias is for, where it leads, and how much it was used. Thread-safe. */
final class AliasPage {
    private static final AskedUse UNUSED = new AskedUse("", 0, 0, 0, 0, Cost.NONE);

    private final AliasBook book;

    AliasPage(AliasBook book) {
        this.book = book;
    }

    /** What ships; nobody's use. */
    byte[] nobodys() {
        return page(book.shipped(), _ -> "default", null);
    }

    /** @param used of the last 30 days, by name */
    byte[] of(BrandId brand, List<AskedUse> used) {
        Map<String, AskedUse> byName = used.stream().collect(Collectors.toMap(AskedUse::asked, Function.identity()));
        return page(book.all(brand), alias -> book.own(brand, alias.name()) == null ? "default" : "brand", byName);
    }

    private static byte[] page(
            List<Alias> aliases, Function<Alias, String> source, @Nullable Map<String, AskedUse> used) {
        return ModelPages.written(json -> {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (Alias alias : aliases) {
                json.writeStartObject();
                json.writeStringField("id", alias.name());
                json.writeStringField("object", "alias");
                json.writeStringField("use_case", alias.useCase());
                ModelPages.texts(
                        json,
                        "models",
                        alias.targets().stream().map(Target::name).toList());
                json.writeStringField("source", source.apply(alias));
                if (used == null) json.writeNullField("usage_30d");
                else use(json, used.getOrDefault(alias.name(), UNUSED));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void use(JsonGenerator json, AskedUse use) throws IOException {
        Money cost = use.cost().amount();
        json.writeObjectFieldStart("usage_30d");
        json.writeNumberField("requests", use.requests());
        json.writeNumberField("errors", use.errors());
        json.writeNumberField("tokens_in", use.tokensIn());
        json.writeNumberField("tokens_out", use.tokensOut());
        ModelPages.dollars(json, "cost", cost == null ? null : (Long) cost.nanos());
        json.writeEndObject();
    }
}
