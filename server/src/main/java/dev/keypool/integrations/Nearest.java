package dev.keypool.integrations;

import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds what a misspelt name was meant to be. */
final class Nearest {
    /** Longer or stranger names are not repeated to the caller: they may be a credential in the wrong place. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_. -]{1,32}");

    private Nearest() {}

    /** {@code 'name'} when it may be repeated, else a word for it. */
    static String quoted(String name) {
        return harmless(name) ? "'" + name + "'" : "That name";
    }

    /** The name when it may be repeated, else a sign in its place. */
    static String bare(String name) {
        return harmless(name) ? name : "(unnamed)";
    }

    private static boolean harmless(String name) {
        return HARMLESS.matcher(name).matches();
    }

    /** The known name with the fewest edits, when they are at most a third of it. */
    static Optional<String> of(String name, Collection<String> known) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        String best = null;
        int fewest = Integer.MAX_VALUE;
        for (String candidate : known) {
            int edits = Math.abs(candidate.length() - lower.length()) > 4 ? Integer.MAX_VALUE : edits(lower, candidate);
            if (edits < fewest && edits <= Math.max(1, candidate.length() / 3)) {
                fewest = edits;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Levenshtein distance. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) row[j] = j;
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replace = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
