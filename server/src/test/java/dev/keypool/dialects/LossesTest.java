package dev.keypool.dialects;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The promise of {@code docs/dialects.md}: nothing is left out that does not stand there. */
final class LossesTest {
    private static final Path PAGE = Path.of("../docs/dialects.md");
    private static final Path SOURCES = Path.of("src/main/java/dev/keypool/dialects");
    private static final Pattern DROP = Pattern.compile("drop(?:UnlessNull)?\\(([^;]*?)\\);");
    private static final Pattern WORD = Pattern.compile("\"([a-z_]+)\"");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

    @Test
    void thePageListsExactlyWhatMayBeLeftOut() throws IOException {
        Set<String> listed = new TreeSet<>();
        Matcher row = ROW.matcher(lossTable(Files.readString(PAGE)));
        while (row.find()) listed.add(row.group(1));
        assertEquals(new TreeSet<>(Losses.KNOWN), listed);
    }

    private static String lossTable(String page) {
        int from = page.indexOf("## What is left out");
        return page.substring(from, page.indexOf("\n## ", from + 1));
    }

    @Test
    void everythingThatTheCodeLeavesOutIsKnown() throws IOException {
        Set<String> used = new TreeSet<>(ChatClient.HINTS);
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                Matcher drop = DROP.matcher(Files.readString(file));
                while (drop.find()) {
                    Matcher word = WORD.matcher(drop.group(1));
                    while (word.find()) used.add(word.group(1));
                }
            }
        }
        assertEquals(new TreeSet<>(Losses.KNOWN), used);
    }

    @Test
    void aLossThatNobodyListedIsAFault() {
        var losses = new Losses(Dialect.OPENAI_CHAT);
        assertThrows(IllegalArgumentException.class, () -> losses.drop("messages"));
    }
}
