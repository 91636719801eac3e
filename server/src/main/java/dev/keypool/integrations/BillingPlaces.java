package dev.keypool.integrations;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills the {@code {name}} places of billing calls: base URL, plain fields and times. Confined to one sync. */
final class BillingPlaces {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z][a-z0-9_]*)}");
    /** What a tenant or a provider names may only be one segment of a path. */
    private static final Pattern SEGMENT = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._~-]{1,128}");

    private static final DateTimeFormatter TEXT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private final Map<String, String> values = new HashMap<>();
    private final Instant now;

    BillingPlaces(Map<String, String> plain, URI base, Instant now) {
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
        plain.forEach(this::give);
        values.put("base", base.toString());
        values.put("now", this.now.toString());
        values.put("now_text", TEXT.format(this.now.atOffset(ZoneOffset.UTC)));
    }

    /** Adds a value that the credential or the provider named; one that could leave its place in a URL is dropped. */
    void give(String name, String value) {
        String last = value.substring(value.lastIndexOf('/') + 1);
        if (SEGMENT.matcher(last).matches()) values.put(name, last);
    }

    /** The first place of {@code template} that nothing fills. */
    Optional<String> missing(String template) {
        Map<String, String> all = filled(BillingAnswers.MONTH);
        return PLACE.matcher(template)
                .results()
                .map(place -> place.group(1))
                .filter(name -> !all.containsKey(name))
                .findFirst();
    }

    /** The template with its places filled, times for that window. */
    String fill(String template, String window) {
        Map<String, String> all = filled(window);
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(all.getOrDefault(place.group(1), place.group())));
    }

    private Map<String, String> filled(String window) {
        var today = now.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
        var start = window.equals(BillingAnswers.MONTH) ? today.withDayOfMonth(1) : today;
        Map<String, String> all = new HashMap<>(values);
        all.put("month_start", start.toInstant().toString());
        all.put("month_start_iso", start.toInstant().toString());
        all.put("month_start_unix", Long.toString(start.toEpochSecond()));
        all.put("month_start_text", TEXT.format(start));
        return all;
    }
}
