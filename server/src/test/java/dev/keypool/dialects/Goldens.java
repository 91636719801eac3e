package dev.keypool.dialects;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Files under {@code resources/dialects}. Run with {@code -Dgolden.write=true} to write anew what is expected, then read the
 * difference: it is the change of the wire format that clients and providers will see.
 */
final class Goldens {
    static final Path ROOT = Path.of("src/test/resources/dialects");
    static final long CREATED = 1_764_190_123;

    private static final boolean WRITE = Boolean.getBoolean("golden.write");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Goldens() {}

    /** id1, id2, ... */
    static Supplier<String> ids() {
        AtomicInteger last = new AtomicInteger();
        return () -> "id" + last.incrementAndGet();
    }

    static List<Path> folders(String kind) {
        try (Stream<Path> all = Files.list(ROOT.resolve(kind))) {
            return all.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static ObjectNode json(byte[] bytes) {
        return Trees.object(bytes, 0, bytes.length).orElseThrow(() -> new AssertionError("No object: " + text(bytes)));
    }

    static String pretty(JsonNode json) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds what came out against the file. */
    static void check(Path file, String actual) {
        try {
            if (WRITE) Files.writeString(file, actual);
            assertEquals(Files.readString(file), actual, file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The data of each event of a stream; comments have none. */
    static List<String> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
    }

    /** Translates a whole stream as the gateway would, its end included. */
    static String stream(StreamTranslation translation, String stream) {
        var out = new StringBuilder();
        for (String data : events(stream)) {
            byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
            out.append(text(translation.event(bytes, 0, bytes.length)));
        }
        return out.append(text(translation.end())).toString();
    }

    /** What a client of that dialect asked, in the least words that want all there is. */
    static Asked asked(Dialect client) {
        String body = switch (client) {
            case OPENAI_CHAT -> "{\"model\":\"alias\",\"stream_options\":{\"include_usage\":true}}";
            case OPENAI_RESPONSES -> "{\"model\":\"alias\",\"include\":[\"reasoning.encrypted_content\"]}";
            case ANTHROPIC_MESSAGES, BEDROCK_CONVERSE -> "{\"model\":\"alias\"}";
        };
        return new Asked(json(body.getBytes(StandardCharsets.UTF_8)), "target-model", CREATED, ids());
    }

    static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
