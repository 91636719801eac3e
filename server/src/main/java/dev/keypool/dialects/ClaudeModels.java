package dev.keypool.dialects;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Claude's generations differ in. Read off the model's name, since no answer of the provider tells it beforehand; a name that is
 * none of Claude's belongs to somebody who took the dialect over, with budgets for thinking as they were first.
 */
final class ClaudeModels {
    private static final Pattern NAME = Pattern.compile("claude-(?:[a-z]+-)?(\\d+)(?:[-.](\\d{1,2}))?(?!\\d)");

    private ClaudeModels() {}

    /** Thinking that the model doses itself, guided by {@code output_config.effort}: since 4.6; budgets are refused from 4.7 on. */
    static boolean thinksAdaptively(String model) {
        return version(model) >= 46;
    }

    /** The effort {@code xhigh}: since 4.7. */
    static boolean knowsXhigh(String model) {
        return version(model) >= 47;
    }

    /** Tools with {@code strict}: since 4.5. */
    static boolean hasStrictTools(String model) {
        return version(model) >= 45;
    }

    /** 45 for 4.5; 0 when it is no Claude. */
    private static int version(String model) {
        Matcher matcher = NAME.matcher(model);
        if (!matcher.find()) return 0;
        int minor = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        return Integer.parseInt(matcher.group(1)) * 10 + Math.min(minor, 9);
    }
}
