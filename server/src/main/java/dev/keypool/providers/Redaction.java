package dev.keypool.providers;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Makes a provider's own words fit to be shown: what looks like a key, or the masked rest of one, goes; long words such as
 * {@code gpt-4o-mini-2024-07-18} and {@code organization_usage_limit_exceeded} stay.
 */
final class Redaction {
    /** Longest sentence that is kept, in characters. */
    static final int LONGEST = 500;

    private static final int LONGEST_READ = 4 * LONGEST;
    private static final int LONGEST_CODE = 64;
    private static final String GONE = "[redacted]";
    private static final int KEY_LENGTH = 20;
    private static final int LONGEST_WORD = 19;
    private static final int MOST_HUMPS = 2;
    private static final int LONGEST_NUMBER = 8;
    private static final int LONGEST_MIXED = 7;

    private static final Pattern PREFIXED = Pattern.compile(
            "(?<![A-Za-z0-9])(?:(?:sk|gsk|xai|nvapi|csk|fw|hf|pplx|tgp_v1|gh[pousr]|github_pat|cf[ua]t|kp)[-_]"
                    + "|AIza|ABSK|AKIA|ASIA|eyJ)[-_A-Za-z0-9*.]{4,}");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern RUN = Pattern.compile("[-_A-Za-z0-9*+/=.]{6,}");
    private static final Pattern SEPARATORS = Pattern.compile("[-_+/=.]+");

    private Redaction() {}

    /** One line of at most {@link #LONGEST} characters without keys. */
    static String sentence(String raw) {
        String start = raw.length() > LONGEST_READ ? withoutLastRun(raw.substring(0, LONGEST_READ)) : raw;
        String clean = redact(start.replaceAll("[\\p{Cntrl}\\s]+", " ").strip());
        return clean.length() <= LONGEST ? clean : withoutHalfCharacter(clean.substring(0, LONGEST - 1)) + "…";
    }

    /** A code in the letters of a code; empty when it holds a key or nothing. */
    static Optional<String> code(String raw) {
        String start = raw.substring(0, Math.min(raw.length(), LONGEST_CODE));
        String clean = start.strip().replaceAll("[^A-Za-z0-9_.:-]+", "_");
        boolean hasDigit = clean.chars().anyMatch(c -> c >= '0' && c <= '9');
        boolean secret = !redact(start).equals(start) && (hasDigit || start.indexOf('*') >= 0);
        return clean.isEmpty() || secret ? Optional.empty() : Optional.of(clean);
    }

    private static String redact(String text) {
        String known = UUID.matcher(PREFIXED.matcher(text).replaceAll(GONE)).replaceAll(GONE);
        return RUN.matcher(known).replaceAll(Redaction::keepWords);
    }

    private static String keepWords(MatchResult run) {
        String text = run.group();
        if (text.contains("***")) return GONE;
        return text.length() < KEY_LENGTH || isOfWords(text) ? text : GONE;
    }

    /** Words, years and versions joined by hyphens and the like: in none of the parts a key would go unseen. */
    private static boolean isOfWords(String run) {
        return SEPARATORS.splitAsStream(run).allMatch(Redaction::isWord);
    }

    private static boolean isWord(String part) {
        boolean letters = part.chars().anyMatch(Character::isLetter);
        boolean digits = part.chars().anyMatch(Character::isDigit);
        if (letters && digits) return part.length() <= LONGEST_MIXED;
        if (digits) return part.length() <= LONGEST_NUMBER;
        return part.length() <= LONGEST_MIXED || (part.length() <= LONGEST_WORD && humps(part) <= MOST_HUMPS);
    }

    /** How often a capital follows a small letter: words have few, chance has many. */
    private static long humps(String part) {
        return IntStream.range(1, part.length())
                .filter(i -> Character.isLowerCase(part.charAt(i - 1)) && Character.isUpperCase(part.charAt(i)))
                .count();
    }

    /** Where the reading was cut there may stand half a key, too short to be known as one. */
    private static String withoutLastRun(String cut) {
        int end = cut.length();
        while (end > 0 && !Character.isWhitespace(cut.charAt(end - 1))) end--;
        return cut.substring(0, end);
    }

    private static String withoutHalfCharacter(String cut) {
        return Character.isHighSurrogate(cut.charAt(cut.length() - 1)) ? cut.substring(0, cut.length() - 1) : cut;
    }
}
