package dev.keypool.providers;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The valid word that a misspelt one most likely means. */
final class Nearest {
    private Nearest() {}

    /** Empty when nothing is near: more than a third of the letters, and more than two, differ. */
    static Optional<String> of(String word, Collection<String> valid) {
        int reach = Math.max(2, word.length() / 3);
        return valid.stream()
                .min(Comparator.<String>comparingInt(v -> distance(word, v)).thenComparing(Comparator.naturalOrder()))
                .filter(v -> distance(word, v) <= reach);
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
