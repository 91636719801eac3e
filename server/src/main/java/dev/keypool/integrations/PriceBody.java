package dev.keypool.integrations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.metering.Price;
import dev.keypool.providers.Catalogue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The body that sets a price: what may be sent, and what it means. All faults are found at once. Confined to its request. */
final class PriceBody {
    private static final Set<String> FIELDS = Set.of(
            "provider_name",
            "model",
            "input_per_million",
            "output_per_million",
            "cached_input_per_million",
            "cache_write_per_million",
            "reasoning_per_million",
            "max_output_tokens");
    private static final Pattern MODEL = Pattern.compile("[\\x21-\\x7E]{1,200}");
    private static final BigDecimal MOST = new BigDecimal(1_000_000);
    private static final int NANO_SCALE = 9;
    private static final long MOST_TOKENS = 1_000_000_000;

    private final BodyReader body;

    private PriceBody(BodyReader body) {
        this.body = body;
    }

    /** A model at a provider, and what it costs. */
    record Asked(String provider, String model, Price price) {}

    /** What was sent; a refusal with every fault when any of it is wrong. */
    static Asked read(BodyReader body, Catalogue catalogue) {
        body.only(FIELDS);
        var reader = new PriceBody(body);
        var asked = new Asked(reader.provider(catalogue), reader.model(), reader.price());
        body.done();
        return asked;
    }

    private Price price() {
        Long input = rate("input_per_million", true);
        Long output = rate("output_per_million", true);
        return new Price(
                input == null ? 0 : input,
                output == null ? 0 : output,
                rate("cached_input_per_million", false),
                rate("cache_write_per_million", false),
                rate("reasoning_per_million", false),
                null,
                null,
                body.count("max_output_tokens", 1, MOST_TOKENS));
    }

    private String provider(Catalogue catalogue) {
        String name = text("provider_name");
        if (name == null || catalogue.find(name).isPresent()) return name == null ? "" : name;
        String hint = catalogue
                .nearest(name)
                .map(near -> " Did you mean '" + near + "'?")
                .orElse(" GET /api/v1/integrations/providers lists them.");
        body.fault(
                List.of("provider_name"),
                Echo.quoted(name) + " is not a provider that Keypool knows." + hint,
                "unknown_provider");
        return name;
    }

    private String model() {
        String name = text("model");
        if (name == null) return "";
        if (!MODEL.matcher(name).matches())
            body.fault(
                    List.of("model"),
                    "model must be the provider's own name of a model: 1 to 200 printable ASCII characters, no spaces.",
                    "invalid_model");
        return name;
    }

    private @Nullable String text(String field) {
        JsonNode value = body.value(field);
        if (value != null && value.isTextual()) return value.textValue();
        body.fault(List.of(field), field + " must be a text.", value == null ? "missing" : "invalid_text");
        return null;
    }

    /** Nano-dollars per million tokens. */
    private @Nullable Long rate(String field, boolean needed) {
        JsonNode value = body.value(field);
        if (value == null && !needed) return null;
        BigDecimal dollars = value != null && value.isNumber() ? Decimals.sane(value) : null;
        if (dollars != null && dollars.signum() >= 0 && dollars.compareTo(MOST) <= 0 && dollars.scale() <= NANO_SCALE)
            return dollars.movePointRight(NANO_SCALE).longValueExact();
        body.fault(
                List.of(field),
                field + " must be a number of dollars from 0 to 1000000 with at most nine decimals"
                        + (needed ? "." : ", or null where it is not priced apart."),
                value == null ? "missing" : "invalid_amount");
        return null;
    }
}
