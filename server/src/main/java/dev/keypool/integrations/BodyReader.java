package dev.keypool.integrations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.http.Nearest;
import dev.keypool.values.Money;
import dev.keypool.values.Refusal;
import dev.keypool.values.Refusal.Fault;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a request body and collects every fault, so that one answer names them all. The OpenAPI document has
 * checked most of it before; these rules hold also without it. Confined to its request.
 */
final class BodyReader {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int LABEL_MAX = 120;
    private static final int MONEY_SCALE = 9;
    private static final BigDecimal MONEY_MAX = new BigDecimal(1_000_000_000);

    private final ObjectNode body;
    private final List<Fault> faults = new ArrayList<>();

    BodyReader(ObjectNode body) {
        this.body = body;
    }

    boolean sent(String field) {
        return body.has(field);
    }

    /** The field's value; null when it was not sent or is null. */
    @Nullable
    JsonNode value(String field) {
        JsonNode value = body.get(field);
        return value == null || value.isNull() ? null : value;
    }

    void fault(List<String> place, String message, String type) {
        List<String> loc = new ArrayList<>();
        loc.add("body");
        loc.addAll(place);
        faults.add(new Fault(loc, message, type));
    }

    /** The names of all fields that were sent. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        body.fieldNames().forEachRemaining(names::add);
        return names;
    }

    int faults() {
        return faults.size();
    }

    /** Takes over the faults that another room found in the credential. */
    void take(Refusal refusal) {
        if (refusal.faults().isEmpty()) fault(List.of("credentials"), refusal.sentence(), refusal.code());
        faults.addAll(refusal.faults());
    }

    /** Refuses when there was any fault. */
    void done() {
        if (!faults.isEmpty()) throw Refusal.invalid(faults);
    }

    void only(Set<String> known) {
        body.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) unknown(List.of(), name, known, "field of this request");
        });
    }

    void unknown(List<String> place, String name, Set<String> known, String what) {
        String hint = Nearest.of(name, known)
                .map(near -> " Did you mean '" + near + "'?")
                .orElse(" Known are: "
                        + String.join(", ", known.stream().sorted().toList()) + ".");
        List<String> loc = new ArrayList<>(place);
        loc.add(Echo.bare(name));
        fault(loc, Echo.quoted(name) + " is not a " + what + "." + hint, "unknown_field");
    }

    /** A label of 1 to 120 characters, or null. */
    @Nullable
    String label(String field) {
        return text(field, LABEL_MAX);
    }

    /** A name of 1 to {@code most} characters, or null. */
    @Nullable
    String text(String field, int most) {
        JsonNode value = value(field);
        if (value == null) return null;
        String text = value.isTextual() ? value.textValue() : "";
        int length = text.codePointCount(0, text.length());
        if (!value.isTextual()
                || length > most
                || text.isBlank()
                || CONTROL.matcher(text).find()) {
            fault(
                    List.of(field),
                    field + " must be a text of 1 to " + most + " printable characters, or null.",
                    "invalid_label");
            return null;
        }
        return text;
    }

    /** True or false; {@code otherwise} when it was not sent. */
    boolean flag(String field, boolean otherwise) {
        if (!sent(field)) return otherwise;
        JsonNode value = value(field);
        if (value != null && value.isBoolean()) return value.booleanValue();
        fault(List.of(field), field + " must be true or false.", "invalid_boolean");
        return otherwise;
    }

    /** A whole number in that range, or null when it is null or wrong. */
    @Nullable
    Long count(String field, long least, long most) {
        JsonNode value = value(field);
        if (value == null) return null;
        BigDecimal number = number(value);
        if (number == null
                || number.scale() > 0
                || number.compareTo(BigDecimal.valueOf(least)) < 0
                || number.compareTo(BigDecimal.valueOf(most)) > 0) {
            fault(
                    List.of(field),
                    field + " must be a whole number from " + least + " to " + most + ", or null for no limit.",
                    "invalid_integer");
            return null;
        }
        return number.longValueExact();
    }

    /** An amount above zero, or null when it is null or wrong. */
    @Nullable
    Money amount(String field) {
        JsonNode value = value(field);
        if (value == null) return null;
        BigDecimal number = number(value);
        if (number == null || number.signum() <= 0 || number.scale() > MONEY_SCALE || number.compareTo(MONEY_MAX) > 0) {
            fault(
                    List.of(field),
                    field
                            + " must be a number above 0, at most 1000000000, with at most nine decimals, or null for no limit.",
                    "invalid_amount");
            return null;
        }
        return Money.of(number);
    }

    /** One of the named values; {@code otherwise} when it is absent, null or wrong. */
    <T> T choice(String field, Map<String, T> choices, T otherwise) {
        JsonNode value = value(field);
        if (value == null) return otherwise;
        T chosen = value.isTextual() ? choices.get(value.textValue()) : null;
        if (chosen != null) return chosen;
        fault(
                List.of(field),
                field + " must be one of: "
                        + String.join(", ", choices.keySet().stream().sorted().toList()) + ".",
                "invalid_choice");
        return otherwise;
    }

    /** Without trailing zeros; null when it is no number or one of absurd size. */
    private static @Nullable BigDecimal number(JsonNode value) {
        return value.isNumber() ? Decimals.sane(value) : null;
    }
}
