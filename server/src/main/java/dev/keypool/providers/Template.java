package dev.keypool.providers;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts of the catalogue with {@code {name}} places in them. JSON braces are none, since no quote may stand in a name. */
final class Template {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z][a-z0-9_]*)}");

    private Template() {}

    static List<String> names(String template) {
        if (template.indexOf('{') < 0) return List.of();
        return PLACE.matcher(template).results().map(m -> m.group(1)).toList();
    }

    /** The text with every place filled by what {@code value} gives for its name. */
    static String fill(String template, UnaryOperator<String> value) {
        if (template.indexOf('{') < 0) return template;
        return PLACE.matcher(template).replaceAll(m -> literal(m, value));
    }

    private static String literal(MatchResult place, UnaryOperator<String> value) {
        return Matcher.quoteReplacement(value.apply(place.group(1)));
    }
}
