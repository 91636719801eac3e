package dev.keypool.providers;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The valid word that a misspelt one most likely means. */
final class Nearest {
    private static final int SHORTEST_BEGINNING = 3;

    private Nearest() {}

    /** Empty when nothing is near: it begins no valid word, and more than two letters and a third of them differ. */
    static Optional<String> of(String word, Collection<String> valid) {
        String small = word.toLowerCase(Locale.ROOT);
        return valid.stream()
                .filter(v -> isNear(small, v))
                .min(Comparator.<String>comparingInt(v -> distance(small, v)).thenComparing(Comparator.naturalOrder()));
    }

    private static boolean isNear(String word, String valid) {
        boolean begins = word.length() >= SHORTEST_BEGINNING && valid.startsWith(word);
        return begins || distance(word, valid) <= Math.max(2, word.length() / 3);
    }

    /** Levenshtein: letters to insert, delete or replace. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
