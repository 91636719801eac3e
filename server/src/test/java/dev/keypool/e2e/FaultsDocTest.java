package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The table that operators read is the one that is tested. */
final class FaultsDocTest {
    private static final Path PAGE = Path.of("../docs/faults.md");

    @Test
    void eachRowOfThePageIsAScenarioAndEachScenarioARow() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| **"))
                .map(line -> line.substring(4, line.indexOf("**", 4)))
                .sorted()
                .toList();
        List<String> scenarios = Stream.of(FaultScenariosTest.class, FaultyStreamsTest.class)
                .flatMap(test -> Stream.of(test.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(DisplayName.class))
                .map(FaultsDocTest::name)
                .sorted()
                .toList();
        assertEquals(scenarios, rows);
        assertEquals(16, rows.size());
    }

    private static String name(Method method) {
        return method.getAnnotation(DisplayName.class).value();
    }
}
