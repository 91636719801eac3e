package dev.keypool.integrations;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one figure out of a provider's answers as the catalogue says: {@code pointer}, {@code op} (subtract, sum,
 * negate_sum, sum_money, pick, last, sum_today, sum_month), {@code scale}, {@code clamp_min}, {@code fallback}, {@code from}.
 * Exact decimals throughout. Pure in {@code now}; confined to one sync.
 */
final class BillingMapping {
    private static final Pattern TODAY = Pattern.compile("bucket\\.([a-z_]+) == today_utc");

    private final BillingAnswers answers;
    private final Instant now;

    BillingMapping(BillingAnswers answers, Instant now) {
        this.answers = answers;
        this.now = now;
    }

    /** The amount that {@code rule} describes, null when the provider does not tell it. */
    @Nullable
    BigDecimal amount(@Nullable JsonNode rule) {
        if (rule == null || !rule.isObject()) return null;
        BigDecimal raw = raw(rule);
        if (raw == null) return amount(rule.get("fallback"));
        JsonNode scale = rule.get("scale");
        BigDecimal scaled = scale == null ? raw : raw.multiply(new BigDecimal(scale.asText()));
        JsonNode least = rule.get("clamp_min");
        return least == null ? scaled : scaled.max(new BigDecimal(least.asText()));
    }

    /** The text that {@code rule} describes, null when there is none. */
    @Nullable
    String text(@Nullable JsonNode rule, String baseHost) {
        if (rule == null || !rule.isObject()) return null;
        if (rule.has("const")) return rule.get("const").asText();
        if (rule.has("by_base_url")) return value(rule.get("by_base_url").get(baseHost));
        JsonNode answer = answers.read(from(rule), window(rule));
        JsonNode place =
                answer == null ? null : rule.path("op").asText().equals("pick") ? picked(rule, answer) : answer;
        String found = place == null || !rule.has("pointer") ? null : value(place.at(pointer(rule)));
        return found == null ? value(rule.get("default")) : found;
    }

    private @Nullable BigDecimal raw(JsonNode rule) {
        if (!rule.has("op") && !rule.has("pointer")) return null;
        JsonNode answer = answers.read(from(rule), window(rule));
        if (answer == null) return null;
        return switch (rule.path("op").asText("pointer")) {
            case "pointer" -> Decimals.sane(answer.at(pointer(rule)));
            case "subtract" -> subtract(all(rule, answer));
            case "negate_sum" -> negated(total(all(rule, answer)));
            case "sum" -> rule.has("pointers") ? total(all(rule, answer)) : sumOfItems(rule, answer);
            case "sum_money" -> sumOfMoney(rule, answer);
            case "pick" -> at(picked(rule, answer), rule);
            case "last" -> at(last(answer.at(rule.path("array").asText())), rule);
            case "sum_today" -> series(answer, true);
            case "sum_month" -> series(answer, false);
            default -> null;
        };
    }

    /** All the pointed-to numbers; null when one is absent, since a part is not the whole. */
    private static @Nullable List<BigDecimal> all(JsonNode rule, JsonNode answer) {
        List<BigDecimal> found = new ArrayList<>();
        for (JsonNode pointer : rule.path("pointers")) {
            BigDecimal number = Decimals.sane(answer.at(pointer.asText()));
            if (number == null) return null;
            found.add(number);
        }
        return found.isEmpty() ? null : found;
    }

    private static @Nullable BigDecimal subtract(@Nullable List<BigDecimal> numbers) {
        if (numbers == null) return null;
        return numbers.stream().skip(1).reduce(numbers.getFirst(), BigDecimal::subtract);
    }

    private static @Nullable BigDecimal total(@Nullable List<BigDecimal> numbers) {
        return numbers == null ? null : numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static @Nullable BigDecimal negated(@Nullable BigDecimal number) {
        return number == null ? null : number.negate();
    }

    /** Sums over an array, or over the {@code inner} arrays of its items. */
    private @Nullable BigDecimal sumOfItems(JsonNode rule, JsonNode answer) {
        JsonNode buckets = answer.at(rule.path("array").asText());
        if (!buckets.isArray()) return null;
        String day = dayField(rule);
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode bucket : buckets) {
            if (day != null && !isToday(bucket.path(day))) continue;
            Iterable<JsonNode> items =
                    rule.has("inner") ? bucket.at(rule.get("inner").asText()) : List.of(bucket);
            for (JsonNode item : items) sum = plus(sum, Decimals.sane(item.at(pointer(rule))));
        }
        return sum;
    }

    /** Google's money: whole units as text and nano-units beside them. */
    private static @Nullable BigDecimal sumOfMoney(JsonNode rule, JsonNode answer) {
        JsonNode items = answer.at(rule.path("array").asText());
        if (!items.isArray()) return null;
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode item : items) {
            JsonNode money = item.at(pointer(rule));
            sum = plus(sum, Decimals.sane(money.path("units")));
            BigDecimal nanos = Decimals.sane(money.path("nanos"));
            sum = plus(sum, nanos == null ? null : nanos.movePointLeft(9));
        }
        return sum;
    }

    /** A time series: {@code timeSeries[].dataPoints[]} with a timestamp and its values; the answer covers this month. */
    private @Nullable BigDecimal series(JsonNode answer, boolean todayOnly) {
        if (!answer.path("timeSeries").isArray()) return null;
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode line : answer.path("timeSeries")) {
            for (JsonNode point : line.path("dataPoints")) {
                if (todayOnly && !isToday(point.path("timestamp"))) continue;
                sum = plus(sum, Decimals.sane(point.path("values").path(0)));
            }
        }
        return sum;
    }

    /** The item whose field has the most preferred value; else the first. */
    private static @Nullable JsonNode picked(JsonNode rule, JsonNode answer) {
        JsonNode items = answer.at(rule.path("array").asText());
        for (var preferred : rule.path("prefer").properties()) {
            for (JsonNode wanted : preferred.getValue()) {
                for (JsonNode item : items) {
                    if (item.path(preferred.getKey()).asText().equals(wanted.asText())) return item;
                }
            }
        }
        return items.get(0);
    }

    private static @Nullable JsonNode last(JsonNode array) {
        return array.isArray() ? array.get(array.size() - 1) : null;
    }

    private static @Nullable BigDecimal at(@Nullable JsonNode place, JsonNode rule) {
        return place == null ? null : Decimals.sane(place.at(pointer(rule)));
    }

    private static @Nullable String dayField(JsonNode rule) {
        Matcher filter = TODAY.matcher(rule.path("filter").asText());
        return filter.matches() ? filter.group(1) : null;
    }

    /** Seconds since 1970, or a text that begins with the date. */
    private boolean isToday(JsonNode moment) {
        var today = now.atOffset(ZoneOffset.UTC).toLocalDate();
        if (moment.isIntegralNumber()) {
            return moment.longValue() == today.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        }
        return moment.asText().startsWith(today.toString());
    }

    private static BigDecimal plus(BigDecimal sum, @Nullable BigDecimal number) {
        return number == null ? sum : sum.add(number);
    }

    private static String from(JsonNode rule) {
        return rule.path("from").asText("main");
    }

    private static String window(JsonNode rule) {
        return rule.path("window").asText(BillingAnswers.MONTH);
    }

    private static String pointer(JsonNode rule) {
        return rule.path("pointer").asText();
    }

    private static @Nullable String value(@Nullable JsonNode node) {
        return node == null || !node.isValueNode() || node.isNull() ? null : node.asText();
    }
}
