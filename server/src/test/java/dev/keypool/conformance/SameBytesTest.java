package dev.keypool.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Shapes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a provider sends to a client of its own dialect arrives byte by byte, whatever habits the provider has. */
final class SameBytesTest {
    private static final List<String> PROVIDERS =
            Shapes.names().stream().map(SameBytesTest::provider).distinct().toList();

    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";
    private static final AtomicInteger MADE = new AtomicInteger();
    private static House house;

    @BeforeAll
    static void start(@TempDir Path dir) throws IOException {
        house = new House(dir, PROVIDERS);
    }

    @AfterAll
    static void stop() {
        house.close();
    }

    static List<String> shapes() {
        return Shapes.names();
    }

    @Test
    void thereAreShapesOfMoreThanADozenProviders() {
        assertTrue(PROVIDERS.size() >= 12, PROVIDERS.toString());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aStreamWhoseUsageWasAskedForArrivesByteByByte(String shape) throws Exception {
        assertEquals(sent(shape), relayed(shape, ",\"stream_options\":{\"include_usage\":true}"));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void aStreamWhoseUsageWasNotAskedForLacksNothingButTheUsageChunk(String shape) throws Exception {
        assertEquals(withoutUsageChunk(sent(shape)), relayed(shape, ""));
    }

    private static String relayed(String shape, String more) throws Exception {
        String provider = provider(shape);
        String key = key(provider);
        Stand stand = house.stand(provider, key, credentials(provider, key));
        stand.play(KeyBehaviour.OK.shape(shape));
        String model = "{\"model\":\"" + stand.line().model() + "\",\"stream\":true,";
        byte[] answer = switch (shape) {
            case "responses" -> house.answer(stand.line(), "/v1/responses", model + "\"input\":\"Hello\"}");
            case "anthropic" -> house.answer(stand.line(), "/v1/messages", model + "\"max_tokens\":100," + HELLO + "}");
            default -> house.answer(stand.line(), "/v1/chat/completions", model + HELLO + more + "}");
        };
        return new String(answer, StandardCharsets.UTF_8);
    }

    private static String sent(String shape) {
        return new String(Shapes.bytes(shape), StandardCharsets.UTF_8);
    }

    /** The event with usage and no choices, which exists because Keypool asked for it. */
    private static String withoutUsageChunk(String stream) {
        return stream.replaceAll(
                "(?m)^(id: \\d+\n)?data: \\{(?=[^\n]*\"usage\":\\{)[^\n]*\"choices\":\\[\\][^\n]*\n\n?", "");
    }

    private static String provider(String shape) {
        return shape.equals("responses") ? "openai" : shape;
    }

    private static String key(String provider) {
        String prefix = switch (provider) {
            case "openrouter" -> "sk-or-v1-";
            case "groq" -> "gsk_";
            case "google_ai" -> "AIzaSy";
            case "cerebras" -> "csk-";
            case "together" -> "tgp_v1_";
            case "fireworks" -> "fw_";
            case "openai", "deepseek", "moonshot", "siliconflow" -> "sk-";
            case "anthropic" -> "sk-ant-api03-";
            case "xai" -> "xai-";
            case "perplexity" -> "pplx-";
            default -> "";
        };
        return prefix + "%052d".formatted(90_000 + MADE.incrementAndGet());
    }

    private static String credentials(String provider, String key) {
        String more = switch (provider) {
            case "cloudflare" -> ",\"account_id\":\"0123456789abcdef0123456789abcdef\"";
            case "azure_openai" -> ",\"resource_name\":\"sandbox\"";
            case "vllm" -> ",\"base_url\":\"" + house.sandbox().baseUrl(provider) + "\"";
            default -> "";
        };
        return "{\"api_key\":\"" + key + "\"" + more + "}";
    }
}
