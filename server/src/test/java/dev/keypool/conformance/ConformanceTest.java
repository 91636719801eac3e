package dev.keypool.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every client with every feature against every dialect, and the page that tells of it. */
final class ConformanceTest {
    private static final Path WRITTEN = Path.of("target/compatibility.md");
    private static final Path COMMITTED = Path.of("../docs/compatibility.md");

    private static House house;

    private final Map<Cell, Outcome> outcomes = new LinkedHashMap<>();
    private final Map<Cell, Throwable> failures = new LinkedHashMap<>();

    @BeforeAll
    static void start(@TempDir Path dir) throws IOException {
        house = new House(dir, Stream.of(Column.values()).map(Column::provider).toList());
    }

    @AfterAll
    static void stop() {
        house.close();
    }

    /** The last one holds the page, so that it knows all the others. */
    @TestFactory
    List<DynamicTest> whatWorksIsWhatThePageSays() throws IOException {
        String page = Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "";
        List<DynamicTest> tests = new ArrayList<>();
        for (Maker client : Maker.values())
            for (Feature feature : Feature.values())
                for (Column column : Column.values()) {
                    Cell cell = new Cell(client, feature, column);
                    tests.add(DynamicTest.dynamicTest(cell.toString(), () -> outcomes.put(cell, outcome(cell))));
                }
        tests.add(DynamicTest.dynamicTest("the page", () -> hold(page)));
        return tests;
    }

    private Outcome outcome(Cell cell) throws Exception {
        if (cell.feature() == Feature.EMBEDDINGS && !cell.column().embeds()) return Outcome.NOT_APPLICABLE;
        try {
            Stand stand = house.stand(cell.column());
            cell.feature().check(cell.client()::make, stand);
            assertTrue(cell.column().speaks(stand.lastPath()), "the provider was called at " + stand.lastPath());
            return Outcome.WORKS;
        } catch (Sdk.Lacking none) {
            return Outcome.NOT_APPLICABLE;
        } catch (Exception | AssertionError failed) {
            failures.put(cell, failed);
            return failsAlone(cell, failed) ? Outcome.FAILS_ALONE : Outcome.FAILS;
        }
    }

    private static boolean failsAlone(Cell cell, Throwable failed) {
        try {
            cell.feature().check(cell.client()::make, house.alone(cell.column()));
            return false;
        } catch (Exception | AssertionError again) {
            return again.toString().equals(failed.toString());
        }
    }

    private void hold(String page) throws IOException {
        String written = Table.of(outcomes);
        Files.writeString(WRITTEN, written);
        if (!page.equals(written)) {
            StringBuilder why = new StringBuilder(
                    "docs/compatibility.md is not what this run has found. If that is as it should be:"
                            + " cp server/target/compatibility.md docs/compatibility.md. What does not work:");
            failures.forEach((cell, failure) ->
                    why.append("\n- ").append(cell).append(": ").append(failure));
            fail(why.toString());
        }
        assertEquals(Maker.values().length * Feature.values().length * Column.values().length, outcomes.size());
    }
}
