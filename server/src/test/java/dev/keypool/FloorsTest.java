package dev.keypool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The floors of design.md, section 2: imports go down only, siblings never. Class files are read for what the code really
 * uses, sources for what the compiler folds away (constants vanish from bytecode).
 */
final class FloorsTest {
    static final Map<String, Integer> FLOOR = Map.ofEntries(
            Map.entry("values", 0),
            Map.entry("ops", 1),
            Map.entry("store", 2),
            Map.entry("http", 2),
            Map.entry("identity", 3),
            Map.entry("vault", 3),
            Map.entry("providers", 3),
            Map.entry("ledger", 3),
            Map.entry("dialects", 3),
            Map.entry("oidc", 3),
            Map.entry("routing", 4),
            Map.entry("pool", 4),
            Map.entry("metering", 4),
            Map.entry("gateway", 5),
            Map.entry("integrations", 5),
            Map.entry("dashboard", 5),
            Map.entry("app", 6));

    private static final Set<String> DECISIONS = Set.of("routing", "pool", "metering");
    private static final List<String> FRAMEWORKS = List.of(
            "io/vertx/",
            "io/netty/",
            "java/sql/",
            "javax/sql/",
            "org/jdbi/",
            "com/fasterxml/",
            "java/net/http/",
            "java/io/File");

    private static final Pattern IN_CLASS = Pattern.compile("dev/keypool/([a-z]+)/");
    private static final Pattern IN_SOURCE = Pattern.compile("\\bdev\\.keypool\\.([a-z]+)\\.[A-Za-z]");
    private static final Path CLASSES = Path.of("target/classes/dev/keypool");
    private static final Path SOURCES = Path.of("src/main/java/dev/keypool");

    @Test
    void everyRoomStandsOnAFloor() throws IOException {
        try (Stream<Path> rooms = Files.list(SOURCES)) {
            rooms.map(room -> room.getFileName().toString())
                    .forEach(room ->
                            assertTrue(FLOOR.containsKey(room), "package " + room + " has no floor in FloorsTest"));
        }
    }

    @Test
    void importsGoDownOnly() throws IOException {
        Set<String> wrong = new TreeSet<>();
        for (Path file : files(CLASSES, ".class")) {
            String room = room(CLASSES, file);
            for (String text : constants(file)) edges(room, text, IN_CLASS, wrong);
        }
        for (Path file : files(SOURCES, ".java")) edges(room(SOURCES, file), code(file), IN_SOURCE, wrong);
        assertEquals(Set.of(), wrong);
    }

    @Test
    void decisionsKnowNoFramework() throws IOException {
        Set<String> wrong = new TreeSet<>();
        for (Path file : files(CLASSES, ".class")) {
            if (!DECISIONS.contains(room(CLASSES, file))) continue;
            for (String text : constants(file)) {
                FRAMEWORKS.stream().filter(text::contains).forEach(f -> wrong.add(file.getFileName() + " uses " + f));
            }
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    void clocksAreReadInAppOnly() throws IOException {
        Pattern clock = Pattern.compile(
                "Instant\\.now\\(\\)|System\\.(nanoTime|currentTimeMillis|getenv|exit)\\(|new Random\\(");
        Set<String> wrong = new TreeSet<>();
        for (Path file : files(SOURCES, ".java")) {
            if (!room(SOURCES, file).equals("app") && clock.matcher(code(file)).find()) wrong.add(file.toString());
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    void noFileIsLongerThanFourHundredLines() throws IOException {
        Set<String> wrong = new TreeSet<>();
        for (Path file : files(SOURCES, ".java")) {
            long lines = Files.readAllLines(file).size();
            if (lines > 400) wrong.add(file + ": " + lines);
        }
        assertEquals(Set.of(), wrong);
    }

    private static void edges(String room, String text, Pattern pattern, Set<String> wrong) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            String other = matcher.group(1);
            if (other.equals(room) || !FLOOR.containsKey(other)) continue;
            if (floor(other) >= floor(room)) wrong.add(room + " -> " + other);
        }
    }

    private static int floor(String room) {
        return Objects.requireNonNull(FLOOR.get(room), room);
    }

    private static Set<String> constants(Path file) throws IOException {
        ClassModel model = ClassFile.of().parse(Files.readAllBytes(file));
        Set<String> texts = new HashSet<>();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof Utf8Entry utf8) texts.add(utf8.stringValue());
        }
        return texts;
    }

    /** The source without comments, which may point anywhere. */
    private static String code(Path file) throws IOException {
        return Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)//.*$", "");
    }

    private static String room(Path root, Path file) {
        return root.relativize(file).getName(0).toString();
    }

    private static List<Path> files(Path root, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }
}
