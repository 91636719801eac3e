package dev.keypool.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Streams kept as bytes, {@code resources/shapes/NAME.sse}, one for each provider whose streams differ from the others': written
 * after the documented habits, not captured. Each tells of 18 prompt and 11 completion tokens, wherever its provider puts them,
 * and is billed so.
 */
public final class Shapes {
    /** What each of them tells, and costs. */
    public static final Usage USAGE = new Usage(18, 0, 11, 0);

    private static final List<String> NAMES = List.of(
            "anthropic",
            "azure_openai",
            "cerebras",
            "cloudflare",
            "cohere",
            "deepseek",
            "fireworks",
            "google_ai",
            "groq",
            "mistral",
            "moonshot",
            "openai",
            "openrouter",
            "perplexity",
            "responses",
            "siliconflow",
            "together",
            "vllm",
            "xai",
            "zhipu");

    private Shapes() {}

    /** All names, sorted. */
    public static List<String> names() {
        return NAMES;
    }

    /** The bytes of that stream, as they are sent. */
    public static byte[] bytes(String name) {
        Checks.that(NAMES.contains(name), "There is no shape '" + name + "'.");
        try (InputStream in = Shapes.class.getResourceAsStream("/shapes/" + name + ".sse")) {
            if (in == null) {
                throw new IllegalStateException("The file of the shape " + name + " is missing.");
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static List<String> events(String name) {
        return ShapeFrames.cut(new String(bytes(name), StandardCharsets.UTF_8));
    }
}
