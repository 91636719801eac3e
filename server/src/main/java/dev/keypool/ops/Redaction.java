package dev.keypool.ops;

import java.util.regex.Pattern;

/** Blots out whatever looks like a credential. For log lines and for words of providers; not for the hot path. */
public final class Redaction {
    /** Known beginnings of provider keys and of our own tokens, as listed in the research's failure-classes.md, section 2. */
    private static final Pattern KEY_LIKE = Pattern.compile(
            "\\b(?:sk|gsk|xai|nvapi|csk|fw|hf|pplx|tgp_v1|AIza|secret|kp|github_pat|ABSK)[-_][-_A-Za-z0-9*.]{6,}|\\bAIza[-_A-Za-z0-9]{6,}");

    /** Any run of 32 and more characters of which keys are made, if it holds a digit; ids of UUID form stay readable. */
    private static final Pattern LONG_RUN = Pattern.compile(
            "\\b(?![0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b)(?=[A-Za-z_-]{0,200}[0-9])[A-Za-z0-9_-]{32,}");

    private Redaction() {}

    public static String of(String text) {
        return LONG_RUN.matcher(KEY_LIKE.matcher(text).replaceAll("[redacted]")).replaceAll("[redacted]");
    }
}
