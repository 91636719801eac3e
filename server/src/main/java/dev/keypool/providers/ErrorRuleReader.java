package dev.keypool.providers;

import dev.keypool.values.FailureClass;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes an {@link ErrorRule} of its line. A line says the statuses, at most one condition ({@code text}; {@code code}, which
 * is looked for wherever providers put one; {@code at} pointers with {@code is} values) and the class.
 */
final class ErrorRuleReader {
    private static final List<String> CODE_PLACES = List.of("/error/code", "/code", "/errors/0/code", "/error/type");

    private ErrorRuleReader() {}

    static ErrorRule read(JsonRow rule) {
        rule.only("status", "text", "code", "at", "is", "class", "until", "why");
        Set<Integer> statuses = rule.statuses("status");
        if (statuses.isEmpty()) throw rule.fault("status", "must list at least one status");
        List<String> codes = rule.texts("code");
        List<String> pointers = codes.isEmpty() ? rule.texts("at") : CODE_PLACES;
        List<String> values = codes.isEmpty() ? rule.texts("is") : codes;
        if (pointers.isEmpty() != values.isEmpty()) throw rule.fault("at", "and 'is' go together");
        if (!pointers.stream().allMatch(p -> p.startsWith("/"))) throw rule.fault("at", "must list JSON pointers");
        if (!pointers.isEmpty() && rule.node().has("text")) throw rule.fault("text", "stands beside another condition");
        return new ErrorRule(
                statuses,
                rule.node().has("text") ? RowReader.pattern(rule, "text", Pattern.CASE_INSENSITIVE) : null,
                pointers,
                Set.copyOf(values),
                rule.word("class", FailureClass.class),
                rule.node().has("until") ? rule.word("until", Until.class) : null);
    }
}
