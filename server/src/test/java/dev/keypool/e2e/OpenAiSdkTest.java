package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import dev.keypool.sandbox.Books;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.values.Money;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official OpenAI Java SDK, pointed at Keypool with nothing else changed; then the list against the sandbox's books. */
final class OpenAiSdkTest {
    private static final String MODEL = "openrouter/sandbox/chat";
    private static Product product;

    private Brand brand;
    private OpenAIClient openAi;

    @BeforeAll
    static void start(@TempDir Path dir) {
        product = Product.start(dir);
    }

    @AfterAll
    static void stop() {
        product.close();
    }

    @BeforeEach
    void makeBrand() {
        brand = Brand.make(product);
        openAi = client(brand.token());
    }

    @AfterEach
    void closeClients() {
        openAi.close();
        brand.close();
    }

    @Test
    void answersAndStreamsArriveAndEveryFigureEqualsTheSandboxsOwn() {
        String credential = Brand.openRouterKey();
        product.sandbox()
                .configure(
                        credential,
                        KeyBehaviour.OK.text("A light at the edge of the sea.").chunks(5, 0));
        long id = brand.key("openrouter", credential);
        for (int i = 0; i < 3; i++) {
            ChatCompletion answer = openAi.chat().completions().create(ask(MODEL));
            assertEquals(
                    "A light at the edge of the sea.",
                    answer.choices().getFirst().message().content().orElseThrow());
            assertTrue(answer.usage().orElseThrow().totalTokens() > 0);
        }
        for (int i = 0; i < 4; i++) assertEquals("A light at the edge of the sea.", text(streamed(ask(MODEL))));

        brand.api().post("/api/v1/integrations/" + id + "/sync-billing", "{}");
        Books books = product.sandbox().books(credential);
        JsonNode key = brand.integration(id);
        assertEquals(7, books.received());
        assertEquals(7, books.counts().answered());
        assertEquals(7, key.get("daily_count").asInt());
        assertEquals(7, key.get("minute_count").asInt());
        assertEquals("healthy", key.get("health_status").asText());
        long received = Objects.requireNonNull(books.peaks().lastReceivedAt()).getEpochSecond();
        long used = Instant.parse(key.get("last_used_at").asText()).getEpochSecond();
        assertTrue(Math.abs(received - used) <= 1, used + " and " + received);
        assertEquals(0, invoice(books).compareTo(key.get("cached_usage_today").decimalValue()), key.toString());
        assertTrue(
                key.get("updated_at").asText().compareTo(key.get("last_used_at").asText()) >= 0, key.toString());
    }

    @Test
    void theUsageChunkIsThereWhenAskedForAndNotWhenNot() {
        brand.key("groq", Brand.groqKey());
        List<ChatCompletionChunk> without = streamed(ask("groq/sandbox/chat"));
        assertTrue(without.stream().allMatch(chunk -> chunk.usage().isEmpty()), without.toString());
        List<ChatCompletionChunk> with = streamed(ask("groq/sandbox/chat").toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());
        assertTrue(with.getLast().usage().isPresent(), with.toString());
    }

    @Test
    void aWrongTokenIsTheCallersOwn401() {
        try (OpenAIClientCloser wrong = new OpenAIClientCloser(client("cli_x:sk_y:secret_z"))) {
            assertThrows(
                    UnauthorizedException.class,
                    () -> wrong.client().chat().completions().create(ask(MODEL)));
        }
    }

    @Test
    void aProvidersOwn401NeverLooksLikeTheCallers() {
        String credential = Brand.openRouterKey();
        product.sandboxMode(credential, "invalid");
        brand.key("openrouter", credential);
        InternalServerException error = assertThrows(
                InternalServerException.class, () -> openAi.chat().completions().create(ask(MODEL)));
        assertEquals(503, error.statusCode());
        assertFalse(String.valueOf(error.getMessage()).contains(credential));
    }

    @Test
    void aProvidersWordAboutTheRequestReachesTheCaller() {
        String credential = Brand.openRouterKey();
        product.sandboxMode(credential, "context_too_long");
        long id = brand.key("openrouter", credential);
        assertThrows(
                BadRequestException.class, () -> openAi.chat().completions().create(ask(MODEL)));
        JsonNode key = brand.integration(id);
        assertEquals("healthy", key.get("health_status").asText(), "the caller's mistake is not the key's");
        assertEquals(1, key.get("daily_count").asInt(), "but it was sent");
    }

    @Test
    void whenEveryKeyIsAtItsLimitTheCallerIsToldWhenToComeBack() {
        brand.key("openrouter", Brand.openRouterKey(), "\"minute_limit\":1");
        openAi.chat().completions().create(ask(MODEL));
        RateLimitException error = assertThrows(
                RateLimitException.class, () -> openAi.chat().completions().create(ask(MODEL)));
        int wait = Integer.parseInt(error.headers().values("Retry-After").getFirst());
        assertTrue(wait >= 1 && wait <= 61, "Retry-After " + wait);
    }

    private static OpenAIClient client(String token) {
        return OpenAIOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + product.port() + "/v1")
                .apiKey(token)
                .maxRetries(0)
                .build();
    }

    private record OpenAIClientCloser(OpenAIClient client) implements AutoCloseable {
        @Override
        public void close() {
            client.close();
        }
    }

    private static ChatCompletionCreateParams ask(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Say something about lighthouses.")
                .build();
    }

    private List<ChatCompletionChunk> streamed(ChatCompletionCreateParams ask) {
        try (StreamResponse<ChatCompletionChunk> stream =
                openAi.chat().completions().createStreaming(ask)) {
            return stream.stream().toList();
        }
    }

    private static String text(List<ChatCompletionChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining());
    }

    private static BigDecimal invoice(Books books) {
        return new Money(books.invoiceNanos()).toDecimal();
    }
}
