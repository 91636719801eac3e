package dev.keypool.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/** Small questions about one value that was sent. Stateless. */
final class Checks {
    /** Digits before or after the point beyond which a number is not looked at: 1e999999999 is short to send and huge to expand. */
    private static final int MOST_DIGITS = 64;

    private static final int LONGEST_TIME = 40;

    private Checks() {}

    static boolean fits(JsonNode value, String type) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isNumber() && sane(value) && whole(value);
            case "number" -> value.isNumber() && sane(value);
            case "boolean" -> value.isBoolean();
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "null" -> value.isNull();
            default -> throw new IllegalStateException("The contract uses the unknown type " + type);
        };
    }

    static int compare(JsonNode value, JsonNode bound) {
        return value.decimalValue().compareTo(bound.decimalValue());
    }

    /** False for NUL, which PostgreSQL does not store, and for half of a surrogate pair, which UTF-8 cannot say. */
    static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) return false;
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) return false;
            }
        }
        return true;
    }

    /** True for an ISO-8601 time with offset of the years 1970 to 9999. */
    static boolean time(String text) {
        if (text.length() > LONGEST_TIME) return false;
        try {
            int year = OffsetDateTime.parse(text).getYear();
            return year >= 1970 && year <= 9999;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** True for an ISO-8601 day of the years 0000 to 9999, {@code 2026-11-23}. */
    static boolean day(String text) {
        if (text.length() != 10) return false;
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean sane(JsonNode value) {
        BigDecimal number = value.decimalValue();
        return Math.abs((long) number.scale()) <= MOST_DIGITS && number.precision() <= MOST_DIGITS;
    }

    private static boolean whole(JsonNode value) {
        return value.isIntegralNumber()
                || value.decimalValue().stripTrailingZeros().scale() <= 0;
    }
}
