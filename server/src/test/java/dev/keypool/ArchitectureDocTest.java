package dev.keypool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** ARCHITECTURE.md may not drift from the house. */
final class ArchitectureDocTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void everyFileItNamesExists() throws IOException {
        String page = Files.readString(ROOT.resolve("ARCHITECTURE.md"));
        Set<String> known = fileNames();
        Set<String> missing = new TreeSet<>();
        Matcher named = Pattern.compile("`([A-Za-z0-9_./-]+\\.(?:java|json|yaml|md|sql|xml))`")
                .matcher(page);
        while (named.find()) {
            String name = named.group(1);
            if (!known.contains(name.substring(name.lastIndexOf('/') + 1))) missing.add(name);
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void itsFloorPictureIsTheOneThatIsHeld() throws IOException {
        Map<String, Integer> drawn = new HashMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("ARCHITECTURE.md"))) {
            Matcher floor =
                    Pattern.compile("^([0-6])  ((?:[a-z]+ {1,3})+) {2,}").matcher(line);
            if (!floor.find()) continue;
            for (String room : floor.group(2).strip().split(" +", -1))
                drawn.put(room, Integer.parseInt(floor.group(1)));
        }
        assertEquals(FloorsTest.FLOOR, drawn);
    }

    @Test
    void itStaysAPage() throws IOException {
        assertTrue(Files.readAllLines(ROOT.resolve("ARCHITECTURE.md")).size() <= 120);
    }

    private static Set<String> fileNames() throws IOException {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(path -> !path.toString().contains("/target/"))
                    .map(path -> path.getFileName().toString())
                    .collect(Collectors.toSet());
        }
    }
}
