package dev.keypool.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every error body that we know of a provider, quoted from a source or composed from its documented codes. */
class ErrorExamplesTest {
    private static final Catalogue CATALOGUE = Catalogue.load(Map.of());

    record Example(String provider, int status, String failureClass, String body) {}

    static List<Example> examples() {
        try (var in = ErrorExamplesTest.class.getResourceAsStream("/catalogue/error-examples.json")) {
            var examples = new ArrayList<Example>();
            for (JsonNode e : new JsonMapper().readTree(Objects.requireNonNull(in)))
                examples.add(new Example(
                        e.path("provider").asText(),
                        e.path("status").intValue(),
                        e.path("class").asText(),
                        text(e.path("body"))));
            return examples;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A web page is a text in the file; SiliconFlow's bare string is a JSON text on the wire. */
    private static String text(JsonNode body) {
        return body.isTextual() && body.textValue().startsWith("<") ? body.textValue() : body.toString();
    }

    @Test
    void allSixtySixAreThere() {
        assertEquals(66, examples().size());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleHasItsClass(Example example) {
        Failure failure = new Classifier()
                .classify(
                        CATALOGUE.find(example.provider()).orElseThrow(),
                        example.status(),
                        name -> null,
                        example.body().getBytes(StandardCharsets.UTF_8),
                        Answers.NOW);
        assertEquals(example.failureClass(), failure.failureClass().wire());
        assertEquals(example.status(), failure.status());
        assertFalse(failure.message().isBlank() || failure.message().contains("{\""), failure.message());
        assertTrue(failure.message().length() <= 500);
    }
}
