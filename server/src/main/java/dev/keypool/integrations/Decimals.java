package dev.keypool.integrations;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Exact decimals out of JSON. */
final class Decimals {
    private static final int DIGITS_MAX = 60;

    private Decimals() {}

    /**
     * The number that a JSON number or a text holds, without trailing zeros; null when it holds none, or one whose exponent
     * would make arithmetic with it expensive.
     */
    static @Nullable BigDecimal sane(JsonNode value) {
        BigDecimal number = value.isNumber() ? finite(value) : value.isTextual() ? parsed(value.textValue()) : null;
        if (number == null || number.precision() > DIGITS_MAX || Math.abs((long) number.scale()) > DIGITS_MAX)
            return null;
        BigDecimal bare = number.stripTrailingZeros();
        return bare.scale() < 0 ? bare.setScale(0) : bare;
    }

    private static @Nullable BigDecimal finite(JsonNode value) {
        return value.isDouble() || value.isFloat() ? parsed(value.asText()) : value.decimalValue();
    }

    private static @Nullable BigDecimal parsed(String text) {
        String bare = text.strip();
        if (bare.isEmpty() || bare.length() > DIGITS_MAX) return null;
        try {
            return new BigDecimal(bare);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
