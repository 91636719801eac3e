package dev.keypool.providers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Texts of the catalogue with {@code {name}} places in them. JSON braces are none, since no quote may stand in a name. Read by
 * hand and not by a pattern: a header template is filled for every attempt.
 */
final class Template {
    private Template() {}

    static List<String> names(String template) {
        int open = place(template, 0);
        if (open < 0) return List.of();
        List<String> names = new ArrayList<>(2);
        for (; open >= 0; open = place(template, open + 1)) names.add(nameAt(template, open));
        return names;
    }

    /** The text with every place filled by what {@code value} gives for its name. */
    static String fill(String template, UnaryOperator<String> value) {
        int open = place(template, 0);
        if (open < 0) return template;
        StringBuilder filled = new StringBuilder(template.length() + 64);
        int from = 0;
        for (; open >= 0; open = place(template, from)) {
            String name = nameAt(template, open);
            filled.append(template, from, open).append(value.apply(name));
            from = open + name.length() + 2;
        }
        return filled.append(template, from, template.length()).toString();
    }

    private static String nameAt(String template, int open) {
        return template.substring(open + 1, template.indexOf('}', open));
    }

    /** Where the next place begins, -1 when there is none. */
    private static int place(String template, int from) {
        for (int open = template.indexOf('{', from); open >= 0; open = template.indexOf('{', open + 1)) {
            int end = open + 1;
            while (end < template.length() && inName(template.charAt(end), end == open + 1)) end++;
            if (end > open + 1 && end < template.length() && template.charAt(end) == '}') return open;
        }
        return -1;
    }

    private static boolean inName(char c, boolean first) {
        boolean letter = c >= 'a' && c <= 'z';
        boolean digit = c >= '0' && c <= '9';
        return letter || (!first && (digit || c == '_'));
    }
}
