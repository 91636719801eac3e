package dev.keypool.http;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** "Did you mean …": the known word that is closest to a misspelt one. Stateless. */
public final class Nearest {
    private static final int LONGEST = 64;
    private static final int SHORTEST_BEGINNING = 3;

    private Nearest() {}

    /**
     * The closest of {@code known}, by how many letters must be put in, taken out, replaced or swapped; empty when none is
     * close: it begins none, and more than a third of the letters differ, or the word is longer than any of ours.
     */
    public static Optional<String> of(String word, Collection<String> known) {
        if (word.length() > LONGEST) return Optional.empty();
        String typed = word.toLowerCase(Locale.ROOT);
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            String small = candidate.toLowerCase(Locale.ROOT);
            int distance = distance(typed, small);
            boolean begins = typed.length() >= SHORTEST_BEGINNING && small.startsWith(typed);
            if (distance < least && (begins || distance <= Math.max(1, candidate.length() / 3))) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Edit distance with swaps of neighbours, in three rows. */
    static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        int[] next = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            next[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = row[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                next[j] = Math.min(replaced, 1 + Math.min(row[j], next[j - 1]));
                if (swapped(a, b, i, j)) next[j] = Math.min(next[j], before[j - 2] + 1);
            }
            int[] spare = before;
            before = row;
            row = next;
            next = spare;
        }
        return row[b.length()];
    }

    private static boolean swapped(String a, String b, int i, int j) {
        return i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
