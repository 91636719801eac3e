package dev.keypool.integrations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.Json;
import dev.keypool.http.Operation;
import dev.keypool.identity.Audit;
import dev.keypool.metering.BrandPrice;
import dev.keypool.metering.Price;
import dev.keypool.metering.PriceBook;
import dev.keypool.metering.Quote;
import dev.keypool.providers.Catalogue;
import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Money;
import dev.keypool.values.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The door of a brand's own prices: {@code /api/v1/prices}. Thread-safe; blocks its caller. */
public final class Prices {
    private static final int LIMIT = 50;

    private final Database database;
    private final Audit audit;
    private final Catalogue catalogue;
    private final PriceBook book;
    private final InstantSource clock;
    /** Keeps memory in the order of the commits. */
    private final ReentrantLock order = new ReentrantLock();

    private Prices(Database database, Audit audit, Catalogue catalogue, PriceBook book, InstantSource clock) {
        this.database = database;
        this.audit = audit;
        this.catalogue = catalogue;
        this.book = book;
        this.clock = clock;
    }

    /** Takes all stored prices of all brands into the book. */
    public static Prices open(
            Database database, Audit audit, Catalogue catalogue, PriceBook book, InstantSource clock) {
        List<BrandPrice> stored = database.read(BrandPriceTable::all);
        stored.forEach(book::put);
        return new Prices(database, audit, catalogue, book, clock);
    }

    /** Handlers by operationId of {@code openapi.yaml}. */
    public Map<String, Operation> operations() {
        return Map.of("listPrices", this::list, "setPrice", this::set, "deletePrice", this::delete);
    }

    /** The answer of a list. */
    record Page(boolean success, List<PriceView> prices, int total, int limit, int offset) {}

    /** The answer that shows one price. */
    record One(boolean success, PriceView price) {}

    /** The answer of a deletion: what holds now, null when nobody knows a price. */
    record Deleted(
            boolean success, String message, @Nullable PriceView price) {}

    private Answer list(Call call) {
        int limit = call.queryInt("limit", LIMIT);
        int offset = call.queryInt("offset", 0);
        List<Quote> quotes = matching(
                call.caller().brand(),
                call.query().get("provider_name"),
                call.query().get("model"));
        List<PriceView> page =
                quotes.stream().skip(offset).limit(limit).map(PriceView::of).toList();
        return Answer.ok(new Page(true, page, quotes.size(), limit, offset));
    }

    private List<Quote> matching(BrandId brand, @Nullable String provider, @Nullable String model) {
        if (model != null)
            return catalogue.all().stream()
                    .filter(p -> provider == null || provider.equals(p.name()))
                    .flatMap(p -> book.quote(brand, p.name(), model).stream())
                    .toList();
        return book.quotes(brand).stream()
                .filter(quote -> provider == null || provider.equals(quote.provider()))
                .toList();
    }

    private Answer set(Call call) {
        PriceBody.Asked asked = PriceBody.read(new BodyReader(call.body()), catalogue);
        BrandId brand = call.caller().brand();
        Instant now = clock.instant();
        var price = new BrandPrice(
                brand,
                asked.provider(),
                asked.model(),
                asked.price(),
                now.atOffset(ZoneOffset.UTC).toLocalDate());
        order.lock();
        try {
            String before = text(book.own(brand, asked.provider(), asked.model()));
            database.<Boolean>write(handle -> {
                BrandPriceTable.put(handle, price, now);
                audit.note(handle, call, brand, "price.set", subject(price), before, text(price));
                return true;
            });
            book.put(price);
        } finally {
            order.unlock();
        }
        return Answer.ok(new One(
                true,
                book.quote(brand, asked.provider(), asked.model())
                        .map(PriceView::of)
                        .orElseThrow()));
    }

    private Answer delete(Call call) {
        BrandId brand = call.caller().brand();
        String provider = call.query().getOrDefault("provider_name", "");
        String model = call.query().getOrDefault("model", "");
        order.lock();
        try {
            BrandPrice price = book.own(brand, provider, model).orElseThrow(Prices::missing);
            database.<Boolean>write(handle -> {
                if (!BrandPriceTable.delete(handle, brand, provider, model)) throw missing();
                audit.note(handle, call, brand, "price.deleted", subject(price), text(price), null);
                return true;
            });
            book.remove(brand, provider, model);
        } finally {
            order.unlock();
        }
        PriceView now = book.quote(brand, provider, model).map(PriceView::of).orElse(null);
        return Answer.ok(new Deleted(true, "Price deleted successfully", now));
    }

    private static Refusal missing() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "not_found",
                "This brand has set no price of its own under that provider_name and model.");
    }

    private static String subject(BrandPrice price) {
        return "price:" + price.provider() + "/" + price.model();
    }

    private static @Nullable String text(Optional<BrandPrice> own) {
        return own.map(Prices::text).orElse(null);
    }

    private static String text(BrandPrice own) {
        Price price = own.price();
        ObjectNode text = Json.object();
        text.put("provider_name", own.provider());
        text.put("model", own.model());
        dollars(text, "input_per_million", price.input());
        dollars(text, "output_per_million", price.output());
        dollars(text, "cached_input_per_million", price.cachedInput());
        dollars(text, "cache_write_per_million", price.cacheWrite());
        dollars(text, "reasoning_per_million", price.reasoning());
        text.put("max_output_tokens", price.maxOutput());
        return Json.text(text);
    }

    private static void dollars(ObjectNode text, String name, @Nullable Long nanos) {
        text.put(name, nanos == null ? null : new Money(nanos).toDecimal());
    }
}
