package dev.keypool.providers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.values.FailureClass;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How long a provider asks to be left alone, in all the ways that providers say it. Between 1 s and 24 h. */
final class WaitTime {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofHours(24);

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(?:\\.\\d{1,18})?");
    /** Go's way of writing a duration: 1h2m3s, 2m59.56s, 120ms. */
    private static final Pattern GO = Pattern.compile(
            "(?:(\\d{1,9})h)?(?:(\\d{1,9})m(?!s))?(?:(\\d{1,9}(?:\\.\\d{1,12})?)s)?(?:(\\d{1,9}(?:\\.\\d{1,12})?)ms)?");

    private static final Pattern IN_TEXT = Pattern.compile(
            "(?:try again in|retry after) (?:(\\d{1,9}(?:\\.\\d{1,9})?) ?(second|minute)|([0-9hms.]{1,30}))",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ON_DAY = Pattern.compile(
            "regain access on (\\d{4}-\\d{2}-\\d{2})(?: at (\\d{2}:\\d{2}) UTC)?", Pattern.CASE_INSENSITIVE);
    private static final BigDecimal EPOCH_MILLIS = new BigDecimal("1e12");
    private static final BigDecimal EPOCH_SECONDS = new BigDecimal("1e9");

    private static final List<String> STATED_RESETS = List.of(
            "/error/metadata/resets_at", "/error/resets_at", "/resets_at", "/error/metadata/headers/X-RateLimit-Reset");

    /** A limit's headers: how much is left, and when it is full again. */
    private record Bucket(String remaining, String reset) {}

    private static final List<Bucket> BUCKETS = Stream.concat(
                    Stream.of(
                                    "",
                                    "-requests",
                                    "-tokens",
                                    "-requests-day",
                                    "-requests-hour",
                                    "-requests-minute",
                                    "-tokens-day",
                                    "-tokens-hour",
                                    "-tokens-minute",
                                    "-req-minute")
                            .map(k -> new Bucket("x-ratelimit-remaining" + k, "x-ratelimit-reset" + k)),
                    Stream.concat(
                            Stream.of(
                                    new Bucket("ratelimit-remaining", "ratelimit-reset"),
                                    new Bucket("x-tokenlimit-remaining", "x-tokenlimit-reset")),
                            Stream.of("requests", "tokens", "input-tokens", "output-tokens")
                                    .map(k -> new Bucket(
                                            "anthropic-ratelimit-" + k + "-remaining",
                                            "anthropic-ratelimit-" + k + "-reset"))))
            .toList();

    private final Function<String, @Nullable String> header;
    private final ErrorBody body;
    private final Instant now;

    private WaitTime(Function<String, @Nullable String> header, ErrorBody body, Instant now) {
        this.header = header;
        this.body = body;
        this.now = now;
    }

    /**
     * The wait that the answer names, clamped; empty when it names none.
     *
     * @param header value by lower-case name, null when absent
     */
    static Optional<Duration> of(
            FailureClass failureClass, Function<String, @Nullable String> header, ErrorBody body, Instant now) {
        return new WaitTime(header, body, now).read(failureClass).map(WaitTime::clamp);
    }

    static Duration clamp(Duration wait) {
        if (wait.compareTo(SHORTEST) < 0) return SHORTEST;
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private Optional<Duration> read(FailureClass failureClass) {
        return statedReset()
                .or(this::retryAfterMillis)
                .or(this::retryAfter)
                .or(this::retryInfo)
                .or(() -> failureClass == FailureClass.RATE_LIMITED ? exhaustedBucket() : Optional.empty())
                .or(this::inMessage);
    }

    private Optional<Duration> statedReset() {
        return STATED_RESETS.stream()
                .map(body::value)
                .filter(Objects::nonNull)
                .flatMap(v -> moment(v).stream())
                .findFirst();
    }

    private Optional<Duration> retryAfterMillis() {
        return named("retry-after-ms").flatMap(WaitTime::number).map(ms -> seconds(ms.movePointLeft(3)));
    }

    private Optional<Duration> retryAfter() {
        Optional<String> value = named("retry-after");
        return value.flatMap(WaitTime::number)
                .map(WaitTime::seconds)
                .or(() -> value.flatMap(
                        v -> instant(() -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(v, Instant::from))));
    }

    /** Google's {@code details[]} item of type RetryInfo. */
    private Optional<Duration> retryInfo() {
        for (JsonNode detail : body.tree().at("/error/details")) {
            if (detail.path("@type").asText().endsWith("RetryInfo"))
                return goDuration(detail.path("retryDelay").asText());
        }
        return Optional.empty();
    }

    /** The reset of the bucket with nothing left; of several the last, since all must be open for the next request. */
    private Optional<Duration> exhaustedBucket() {
        return BUCKETS.stream()
                .filter(this::isExhausted)
                .flatMap(b -> named(b.reset()).flatMap(this::moment).stream())
                .max(Duration::compareTo);
    }

    /** A bucket that says only when it is full again counts too: it would not be named on this answer otherwise. */
    private boolean isExhausted(Bucket bucket) {
        Optional<String> left = named(bucket.remaining());
        return left.isEmpty()
                || left.flatMap(WaitTime::number).filter(n -> n.signum() == 0).isPresent();
    }

    private Optional<Duration> inMessage() {
        String message = body.message().orElse("");
        Matcher in = IN_TEXT.matcher(message);
        if (in.find()) {
            return in.group(1) == null
                    ? goDuration(in.group(3).replaceAll("\\.$", ""))
                    : number(in.group(1))
                            .map(n -> seconds(
                                    in.group(2).equalsIgnoreCase("minute") ? n.multiply(BigDecimal.valueOf(60)) : n));
        }
        Matcher on = ON_DAY.matcher(message);
        return on.find() ? instant(() -> day(on)) : Optional.empty();
    }

    private static Instant day(Matcher on) {
        LocalTime time = on.group(2) == null ? LocalTime.MIDNIGHT : LocalTime.parse(on.group(2));
        return LocalDate.parse(on.group(1)).atTime(time).toInstant(ZoneOffset.UTC);
    }

    /** A duration, a moment in RFC 3339, or a bare number: epoch milliseconds, epoch seconds or seconds by its size. */
    private Optional<Duration> moment(String value) {
        Optional<BigDecimal> number = number(value);
        if (number.isPresent()) return number.map(this::bareNumber);
        return goDuration(value)
                .or(() -> instant(() -> OffsetDateTime.parse(value).toInstant()));
    }

    private Duration bareNumber(BigDecimal n) {
        if (n.compareTo(EPOCH_MILLIS) > 0) return Duration.between(now, Instant.ofEpochMilli(n.longValue()));
        if (n.compareTo(EPOCH_SECONDS) > 0) return Duration.between(now, Instant.ofEpochSecond(n.longValue()));
        return seconds(n);
    }

    private Optional<String> named(String name) {
        return Optional.ofNullable(header.apply(name)).map(String::strip);
    }

    private Optional<Duration> instant(java.util.function.Supplier<Instant> parse) {
        try {
            return Optional.of(Duration.between(now, parse.get()));
        } catch (DateTimeException notThisForm) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> goDuration(String text) {
        Matcher go = GO.matcher(text);
        if (text.isEmpty() || !go.matches()) return Optional.empty();
        return Optional.of(seconds(part(go, 1)
                .multiply(BigDecimal.valueOf(3600))
                .add(part(go, 2).multiply(BigDecimal.valueOf(60)))
                .add(part(go, 3))
                .add(part(go, 4).movePointLeft(3))));
    }

    private static BigDecimal part(Matcher go, int group) {
        return go.group(group) == null ? BigDecimal.ZERO : new BigDecimal(go.group(group));
    }

    private static Optional<BigDecimal> number(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    /** To the millisecond, rounded up; more than a day is a day. */
    private static Duration seconds(BigDecimal seconds) {
        BigDecimal bounded = seconds.min(BigDecimal.valueOf(LONGEST.toSeconds()));
        return Duration.ofMillis(bounded.movePointRight(3)
                .setScale(0, java.math.RoundingMode.CEILING)
                .longValueExact());
    }
}
