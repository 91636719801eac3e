package dev.keypool.providers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.providers.PriceRow.Above;
import dev.keypool.providers.PriceRow.Rates;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Makes a {@link PriceRow} of one line of a price file. Dollars become nano-dollars exactly, or the reading ends. Confined to the start. */
final class PriceRowReader {
    private static final int NANO_SCALE = 9;
    private static final BigDecimal MILLION = new BigDecimal(1_000_000);
    /** Beyond any real price: more would be a slip of units. */
    private static final BigDecimal MOST = MILLION;

    private final JsonRow row;

    private PriceRowReader(JsonRow row) {
        this.row = row;
    }

    /** @param file whose {@code source} and {@code date} hold where the row has none of its own */
    static PriceRow read(JsonRow row, JsonRow file) {
        String id = row.text("id");
        return new PriceRowReader(new JsonRow(row.place() + " (" + id + ")", row.node())).price(id, file);
    }

    private PriceRow price(String id, JsonRow file) {
        row.only(
                "id",
                "in",
                "out",
                "cached",
                "cache_write",
                "reasoning",
                "image",
                "characters",
                "above",
                "context",
                "max_output",
                "aliases",
                "source",
                "date");
        return new PriceRow(
                id,
                row.texts("aliases"),
                rates(),
                row.node().has("above") ? above() : null,
                count("context"),
                count("max_output"),
                row.optionalText("source").orElseGet(() -> file.text("source")),
                row.node().has("date") ? date(row) : date(file));
    }

    private Rates rates() {
        Long image = dollars("image", MILLION);
        Long characters = dollars("characters", BigDecimal.ONE);
        boolean tokens = image == null && characters == null;
        return new Rates(
                tokens ? needed("in") : 0,
                tokens ? needed("out") : 0,
                dollars("cached", BigDecimal.ONE),
                dollars("cache_write", BigDecimal.ONE),
                dollars("reasoning", BigDecimal.ONE),
                image,
                characters);
    }

    private Above above() {
        JsonRow far = row.row("above").only("prompt", "in", "out", "cached", "cache_write", "reasoning");
        var reader = new PriceRowReader(far);
        Long prompt = reader.count("prompt");
        if (prompt == null) throw far.fault("prompt", "must be a number of tokens");
        return new Above(prompt, reader.rates());
    }

    private long needed(String name) {
        Long dollars = dollars(name, BigDecimal.ONE);
        if (dollars == null) throw row.fault(name, "must be a price in dollars per million tokens");
        return dollars;
    }

    private @Nullable Long dollars(String name, BigDecimal units) {
        JsonNode value = row.node().path(name);
        if (value.isMissingNode()) return null;
        if (!value.isNumber()) throw row.fault(name, "must be a number of dollars");
        BigDecimal amount = value.decimalValue().multiply(units).stripTrailingZeros();
        if (amount.signum() < 0 || amount.compareTo(MOST) > 0 || amount.scale() > NANO_SCALE)
            throw row.fault(name, "must be from 0 to 1000000 dollars per million, in whole nano-dollars");
        return amount.movePointRight(NANO_SCALE).longValueExact();
    }

    private @Nullable Long count(String name) {
        JsonNode value = row.node().path(name);
        if (value.isMissingNode()) return null;
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1)
            throw row.fault(name, "must be a number of tokens");
        return value.longValue();
    }

    static LocalDate date(JsonRow row) {
        try {
            return LocalDate.parse(row.text("date"));
        } catch (DateTimeException wrong) {
            throw row.fault("date", "must be a day such as 2026-08-21");
        }
    }
}
