package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The published bounds of parameters: what is outside of them is a 400 that names the field. A {@code null} always counts
 * as not sent. Immutable.
 *
 * @param longestTimeoutMs largest {@code timeout_ms}
 */
record Bounds(int longestTimeoutMs) {
    private static final int LONGEST_SHOWN = 40;

    /** A number from {@code low} to {@code high}, both included. */
    void number(JsonParser p, String param, double low, double high) throws IOException {
        if (p.hasToken(JsonToken.VALUE_NULL)) return;
        if (p.currentToken().isNumeric()) {
            double value = p.getDoubleValue();
            if (value >= low && value <= high) return;
        }
        throw outside(p, param, "a number from " + low + " to " + high);
    }

    /** A whole number from {@code low} to {@code high}, null when null was sent. */
    @Nullable
    Integer whole(JsonParser p, String param, int low, int high) throws IOException {
        if (p.hasToken(JsonToken.VALUE_NULL)) return null;
        if (p.hasToken(JsonToken.VALUE_NUMBER_INT) && p.getNumberType() == JsonParser.NumberType.INT) {
            int value = p.getIntValue();
            if (value >= low && value <= high) return value;
        }
        String upTo = high == Integer.MAX_VALUE ? " or more" : " to " + high;
        throw outside(p, param, "a whole number, " + low + upTo);
    }

    /** True or false; null is false. */
    boolean flag(JsonParser p, String param) throws IOException {
        JsonToken token = p.currentToken();
        if (token == JsonToken.VALUE_NULL) return false;
        if (token.isBoolean()) return token == JsonToken.VALUE_TRUE;
        throw outside(p, param, "true or false");
    }

    /** One of these words; null is as good as none. */
    void word(JsonParser p, String param, Set<String> words) throws IOException {
        if (p.hasToken(JsonToken.VALUE_NULL)) return;
        if (p.hasToken(JsonToken.VALUE_STRING) && words.contains(p.getText())) return;
        throw outside(p, param, "one of " + String.join(", ", new TreeSet<>(words)));
    }

    private static GatewayError.Raised outside(JsonParser p, String param, String expected) throws IOException {
        return GatewayError.invalid(
                        param, "invalid_value", param + " is " + shown(p) + "; it must be " + expected + ".")
                .raised();
    }

    /** The value as it was sent, cut: a scalar only, since anything else may be long. */
    private static String shown(JsonParser p) throws IOException {
        JsonToken token = p.currentToken();
        if (token == JsonToken.START_OBJECT) return "an object";
        if (token == JsonToken.START_ARRAY) return "a list";
        String text = p.getText();
        String cut = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
        return token == JsonToken.VALUE_STRING ? "the text \"" + cut + "\"" : cut;
    }
}
