package dev.keypool.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.Money;
import dev.keypool.values.Refusal;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a request that the document has already checked for form, collecting what is still wrong. What was not sent keeps the value it had. Confined to
 * its request.
 */
final class Fields {
    /** The document allows a billion; more would not fit {@link Money}'s nano-units many times over. */
    private static final BigDecimal MOST_MONEY = new BigDecimal(1_000_000_000);

    /** Later ones would not fit the milliseconds of the table. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final ObjectNode body;
    private final List<Refusal.Fault> faults = new ArrayList<>();

    Fields(ObjectNode body) {
        this.body = body;
    }

    /** Refuses the request when anything was wrong, with all faults. */
    void orRefuse() {
        if (!faults.isEmpty()) throw Refusal.invalid(faults);
    }

    /** A name for people, without blanks around it. */
    String name(String otherwise) {
        return sent("name", otherwise, JsonNode::isTextual, "a text", node -> {
            String name = node.textValue().strip();
            if (name.isEmpty()) fault("name", "name is blank; expected 1 to 120 characters", "blank");
            return name;
        });
    }

    boolean flag(String field, boolean otherwise) {
        return sent(field, otherwise, JsonNode::isBoolean, "true or false", JsonNode::booleanValue);
    }

    int wholeNumber(String field, int otherwise) {
        return sent(field, otherwise, JsonNode::canConvertToInt, "a whole number", JsonNode::intValue);
    }

    /** An id, which must have been sent. */
    long id(String field) {
        JsonNode node = body.get(field);
        if (node != null && node.canConvertToLong() && node.canConvertToExactIntegral() && node.longValue() >= 1) {
            return node.longValue();
        }
        throw Refusal.invalid(List.of(faultOf(field, field + " must be a positive whole number", "wrong_type")));
    }

    @Nullable
    Integer limit(String field, @Nullable Integer otherwise) {
        return clearable(field, otherwise, JsonNode::canConvertToInt, "a whole number or null", JsonNode::intValue);
    }

    @Nullable
    Money money(String field, @Nullable Money otherwise) {
        return clearable(field, otherwise, JsonNode::isNumber, "an amount or null", node -> {
            BigDecimal amount = node.decimalValue();
            if (amount.signum() > 0 && amount.compareTo(MOST_MONEY) <= 0) return Money.of(amount);
            fault(field, field + " must be over 0 and at most " + MOST_MONEY.toPlainString(), "out_of_range");
            return Money.ZERO;
        });
    }

    @Nullable
    List<String> texts(String field, @Nullable List<String> otherwise) {
        return clearable(field, otherwise, JsonNode::isArray, "a list of texts or null", Fields::textsIn);
    }

    /** A moment in the future, in whole seconds. */
    @Nullable
    Instant future(String field, @Nullable Instant otherwise, Instant now) {
        return clearable(field, otherwise, JsonNode::isTextual, "a timestamp or null", node -> {
            Optional<Instant> moment = parsed(node.textValue());
            if (moment.isEmpty()) {
                fault(field, field + " is no timestamp; expected is for example 2027-01-31T00:00:00Z", "bad_timestamp");
            } else if (moment.get().isAfter(LATEST)) {
                fault(field, field + " lies beyond the year 9999; send null for never", "out_of_range");
                return now;
            } else if (!moment.get().isAfter(now)) {
                fault(field, field + " has passed already; send a later moment, or DELETE the agent", "in_the_past");
            }
            return moment.orElse(now);
        });
    }

    void fault(String field, String sentence, String type) {
        faults.add(faultOf(field, sentence, type));
    }

    private <T> T sent(
            String field, T otherwise, Function<JsonNode, Boolean> fits, String expected, Function<JsonNode, T> read) {
        JsonNode node = body.get(field);
        if (node == null) return otherwise;
        if (fits.apply(node)) return read.apply(node);
        fault(field, field + " must be " + expected, "wrong_type");
        return otherwise;
    }

    private <T> @Nullable T clearable(
            String field,
            @Nullable T otherwise,
            Function<JsonNode, Boolean> fits,
            String expected,
            Function<JsonNode, T> read) {
        JsonNode node = body.get(field);
        if (node == null) return otherwise;
        if (node.isNull()) return null;
        if (fits.apply(node)) return read.apply(node);
        fault(field, field + " must be " + expected, "wrong_type");
        return otherwise;
    }

    private static List<String> textsIn(JsonNode array) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array) texts.add(element.asText());
        return texts;
    }

    private static Optional<Instant> parsed(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Refusal.Fault faultOf(String field, String sentence, String type) {
        return new Refusal.Fault(List.of("body", field), sentence, type);
    }
}
