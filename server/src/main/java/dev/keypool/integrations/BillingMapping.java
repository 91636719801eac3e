package dev.keypool.integrations;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one figure out of a provider's answers as the catalogue says: {@code pointer}, {@code op} (subtract, sum,
 * negate_sum, sum_money, pick, last, sum_today, sum_month), {@code scale}, {@code clamp_min}, {@code fallback}, {@code from}.
 * Exact decimals throughout; a sum with an item that cannot be read is unknown. Pure in {@code now}; confined to one sync.
 */
final class BillingMapping {
    private static final Pattern TODAY = Pattern.compile("bucket\\.([a-z_]+) == today_utc");
    private static final Pattern THIS_MONTH = Pattern.compile("item\\.([a-z_]+) == month_utc");

    private final BillingAnswers answers;
    private final Instant now;
    private final Set<String> familiar = new HashSet<>();
    private final Set<String> strange = new HashSet<>();

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

    /** True when one of the answers had no place that any rule looks at: it is not what the catalogue expects. */
    boolean misled() {
        return !familiar.containsAll(strange);
    }

    private @Nullable BigDecimal raw(JsonNode rule) {
        if (!rule.has("op") && !rule.has("pointer")) return null;
        JsonNode answer = answers.read(from(rule), window(rule));
        if (answer == null) return null;
        (knows(rule, answer) ? familiar : strange).add(from(rule));
        return switch (rule.path("op").asText("pointer")) {
            case "pointer" -> Decimals.sane(answer.at(pointer(rule)));
            case "subtract" -> subtract(all(rule, answer));
            case "negate_sum" -> negated(total(all(rule, answer)));
            case "sum" -> rule.has("pointers") ? total(all(rule, answer)) : sumOfItems(rule, answer);
            case "sum_money" -> sumOfMoney(rule, answer);
            case "pick" -> at(picked(rule, answer), rule);
            case "last" -> at(last(rule, answer.at(rule.path("array").asText())), rule);
            case "sum_today" -> series(answer, true);
            case "sum_month" -> series(answer, false);
            default -> null;
        };
    }

    private static boolean knows(JsonNode rule, JsonNode answer) {
        if (rule.has("array")) return answer.at(rule.get("array").asText()).isArray();
        for (JsonNode pointer : rule.path("pointers")) {
            if (!answer.at(pointer.asText()).isMissingNode()) return true;
        }
        String single = rule.has("pointer") ? pointer(rule) : "/timeSeries";
        return !rule.has("pointers") && !answer.at(single).isMissingNode();
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
        String day = field(TODAY, rule);
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode bucket : buckets) {
            if (day != null && !isToday(bucket.path(day))) continue;
            Iterable<JsonNode> items =
                    rule.has("inner") ? bucket.at(rule.get("inner").asText()) : List.of(bucket);
            for (JsonNode item : items) sum = plus(sum, Decimals.sane(item.at(pointer(rule))));
        }
        return sum;
    }

    /** Google's money: whole units as text and nano-units beside them, either of which is left out when it is zero. */
    private static @Nullable BigDecimal sumOfMoney(JsonNode rule, JsonNode answer) {
        JsonNode items = answer.at(rule.path("array").asText());
        if (!items.isArray()) return null;
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode item : items) {
            JsonNode money = item.at(pointer(rule));
            if (!money.isObject()) return null;
            BigDecimal nanos = part(money.path("nanos"));
            sum = plus(plus(sum, part(money.path("units"))), nanos == null ? null : nanos.movePointLeft(9));
        }
        return sum;
    }

    private static @Nullable BigDecimal part(JsonNode amount) {
        return amount.isMissingNode() ? BigDecimal.ZERO : Decimals.sane(amount);
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

    /** Of the items that hold something, or of all when none does: the one with the most preferred value; else the first. */
    private static @Nullable JsonNode picked(JsonNode rule, JsonNode answer) {
        JsonNode all = answer.at(rule.path("array").asText());
        List<JsonNode> filled = new ArrayList<>();
        for (JsonNode item : all) {
            BigDecimal content = Decimals.sane(item.at(rule.path("filled").asText()));
            if (content != null && content.signum() > 0) filled.add(item);
        }
        return filled.isEmpty() ? preferred(rule, all) : preferred(rule, filled);
    }

    private static @Nullable JsonNode preferred(JsonNode rule, Iterable<JsonNode> items) {
        for (var preferred : rule.path("prefer").properties()) {
            for (JsonNode wanted : preferred.getValue()) {
                for (JsonNode item : items) {
                    if (item.path(preferred.getKey()).asText().equals(wanted.asText())) return item;
                }
            }
        }
        return items.iterator().hasNext() ? items.iterator().next() : null;
    }

    /** The last item, when it is of the running month or the rule does not ask. */
    private @Nullable JsonNode last(JsonNode rule, JsonNode array) {
        JsonNode last = array.isArray() ? array.get(array.size() - 1) : null;
        String month = field(THIS_MONTH, rule);
        if (last == null || month == null) return last;
        return last.path(month).asText().startsWith(YearMonth.from(today()).toString()) ? last : null;
    }

    private static @Nullable BigDecimal at(@Nullable JsonNode place, JsonNode rule) {
        return place == null ? null : Decimals.sane(place.at(pointer(rule)));
    }

    private static @Nullable String field(Pattern form, JsonNode rule) {
        Matcher filter = form.matcher(rule.path("filter").asText());
        return filter.matches() ? filter.group(1) : null;
    }

    /** Seconds since 1970, or a text that begins with the date. */
    private boolean isToday(JsonNode moment) {
        if (moment.isIntegralNumber()) {
            return moment.longValue() == today().atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        }
        return moment.asText().startsWith(today().toString());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /** Unknown for good as soon as one part is. */
    private static @Nullable BigDecimal plus(@Nullable BigDecimal sum, @Nullable BigDecimal number) {
        return sum == null || number == null ? null : sum.add(number);
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
