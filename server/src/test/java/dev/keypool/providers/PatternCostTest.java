package dev.keypool.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No body of 64 KiB, however nasty, may keep a pattern busy. Counted in characters looked at, not in time. */
class PatternCostTest {
    private static final int SIZE = 64 * 1024;
    /** What a pattern may look at per character of the body: about 10 ms in all, where a bad one would take minutes. */
    private static final long MOST_LOOKS = 400L * SIZE;

    static Stream<String> patterns() {
        return Stream.concat(
                        Catalogue.load(Map.of()).all().stream()
                                .flatMap(p -> p.errorRules().stream())
                                .flatMap(rule -> Stream.ofNullable(rule.text())),
                        GenericRules.patterns().stream())
                .map(Pattern::pattern)
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void noBodyKeepsAPatternBusy(String pattern) {
        assertEquals(
                List.of(),
                nasty(pattern).stream().filter(piece -> isBusy(pattern, piece)).toList());
    }

    @Test
    void anUnboundedRepeatWouldBeSeen() {
        assertTrue(isBusy("model .* not found", "model "));
        assertTrue(isBusy("(a+)+b", "a"));
    }

    private static boolean isBusy(String pattern, String piece) {
        var body = new Counted(piece.repeat(SIZE / piece.length() + 1).substring(0, SIZE));
        try {
            Matcher matcher = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(body);
            int at = 0;
            while (at <= SIZE && matcher.find(at)) at = matcher.end() + 1;
            return false;
        } catch (TooBusy | StackOverflowError busy) {
            return true;
        }
    }

    /** The pattern's own words, over and over, are what makes it hope and fail. */
    private static List<String> nasty(String pattern) {
        var pieces = new ArrayList<String>(List.of("a", " ", "\"", "0"));
        for (String word : pattern.split("\\\\[a-zA-Z]\\*?|[|()\\[\\]{}?*+^$]+", -1)) {
            if (word.length() < 3) continue;
            pieces.addAll(List.of(word, word + " ".repeat(60), word.substring(0, word.length() - 1)));
        }
        return pieces;
    }

    private static final class TooBusy extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Counts how often a character is looked at, and ends it when that is too often. */
    private static final class Counted implements CharSequence {
        private final String text;
        private long looks;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++looks > MOST_LOOKS) throw new TooBusy();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
