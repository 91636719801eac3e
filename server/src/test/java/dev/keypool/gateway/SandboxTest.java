package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.ledger.Row;
import dev.keypool.sandbox.Books;
import dev.keypool.sandbox.Fault;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Mode;
import dev.keypool.sandbox.Sandbox;
import dev.keypool.sandbox.SandboxSettings;
import dev.keypool.values.IntegrationId;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our figures against the sandbox's own books. */
class SandboxTest {
    private GatewayRig rig;
    private Sandbox sandbox;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        sandbox = Sandbox.start(SandboxSettings.free(InstantSource.system()));
        rig = new GatewayRig(folder);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
        sandbox.close();
    }

    private void key(long id, String provider, @Nullable Long minuteLimit, KeyBehaviour behaviour) {
        sandbox.configure("key-" + id, behaviour);
        rig.key(id, provider, sandbox.baseUrl(provider), minuteLimit);
    }

    private List<HttpResponse<String>> many(int count, String plain, String stream) {
        List<CompletableFuture<HttpResponse<String>>> pending = new ArrayList<>();
        for (int i = 0; i < count; i++) pending.add(rig.chatAsync(i % 2 == 0 ? plain : stream));
        return pending.stream().map(CompletableFuture::join).toList();
    }

    private List<Row> rowsOf(long id) {
        return rig.rows().stream()
                .filter(row -> row.integration().equals(new IntegrationId(id)))
                .toList();
    }

    @Test
    void countsTokensAndMoneyEqualWhatTheProviderCounted() {
        key(1, "openrouter", 20L, KeyBehaviour.OK);
        key(2, "openrouter", 30L, KeyBehaviour.OK.fault(Fault.of(Mode.ERROR_500).every(4)));
        key(3, "openrouter", null, KeyBehaviour.OK);
        List<HttpResponse<String>> answers = many(90, ask("openrouter/gpt"), ask("openrouter/gpt", "\"stream\":true"));
        for (HttpResponse<String> answer : answers) assertEquals(200, answer.statusCode(), answer.body());
        for (long id = 1; id <= 3; id++) {
            Books books = sandbox.books("key-" + id);
            List<Row> rows = rowsOf(id);
            assertEquals(books.counts().received(), rig.view(id).dailyCount(), "key " + id);
            assertEquals(books.counts().received(), rig.view(id).minuteCount(), "key " + id);
            assertEquals(books.counts().received(), rows.size(), "key " + id);
            assertEquals(
                    books.counts().answered(),
                    rows.stream().filter(r -> r.result().equals("ok")).count());
            assertEquals(
                    books.invoiceNanos(),
                    rows.stream().mapToLong(SandboxTest::nanos).sum());
            assertEquals(
                    books.tokens().prompt() + books.tokens().completion(),
                    rows.stream().mapToLong(SandboxTest::tokens).sum());
            assertEquals(
                    rows.stream().map(r -> r.attemptId().toString()).sorted().toList(),
                    sandbox.attemptIds("key-" + id).stream().sorted().toList());
        }
        assertEquals(90, answers.size());
        assertEquals(0, rig.ledger.inFlight());
    }

    private static long nanos(Row row) {
        return row.cost() == null ? 0 : row.cost().nanos();
    }

    private static long tokens(Row row) {
        return row.usage() == null ? 0 : row.usage().input() + row.usage().output();
    }

    @Test
    void twoHundredCallersShareALimitExactly() {
        key(1, "groq", 50L, KeyBehaviour.OK.latencyMs(20));
        key(2, "groq", null, KeyBehaviour.OK.latencyMs(20));
        for (HttpResponse<String> answer : many(100, ask("groq/m"), ask("groq/m", "\"stream\":true")))
            assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(50, sandbox.books("key-1").counts().received());
        assertEquals(50, sandbox.books("key-2").counts().received());
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID,key_invalid",
        "NO_CREDIT,key_no_credit",
        "RATE_LIMITED,rate_limited",
        "ERROR_500,provider_error",
        "ERROR_503,provider_error",
        "OVERLOADED,provider_overloaded",
        "MODEL_NOT_FOUND,model_not_found",
        "RESET,provider_error",
        "ERROR_IN_200,",
    })
    void aFaultBeforeTheFirstByteIsNotSeenByTheCaller(Mode mode, @Nullable String result) throws Exception {
        key(1, "groq", null, KeyBehaviour.OK.mode(mode));
        key(2, "groq", null, KeyBehaviour.OK);
        HttpResponse<String> plain = rig.chat(ask("groq/m"));
        assertEquals(200, plain.statusCode(), plain.body());
        rig.pool.resetHealth(new IntegrationId(1), GatewayRig.NOW);
        HttpResponse<String> stream = rig.chat(ask("groq/m", "\"stream\":true"));
        assertEquals(200, stream.statusCode(), stream.body());
        assertTrue(stream.body().endsWith("data: [DONE]\n\n"), stream.body());
        List<Row> failed = rowsOf(1);
        assertEquals(2, failed.size());
        for (Row row : failed) {
            assertFalse(row.truncated());
            if (result != null) assertEquals(result, row.result());
            else assertFalse(row.result().equals("ok"));
        }
        assertEquals(2, sandbox.books("key-1").counts().received());
    }

    @ParameterizedTest
    @CsvSource({"BROKEN_STREAM", "MALFORMED_CHUNK"})
    void aFaultInTheMiddleOfAStreamIsAnErrorWithoutDone(Mode mode) throws Exception {
        key(1, "groq", null, KeyBehaviour.OK.fault(Fault.of(mode).afterChunks(2)));
        String body = rig.chat(ask("groq/m", "\"stream\":true")).body();
        assertTrue(body.contains("\"error\""), body);
        assertFalse(body.contains("[DONE]"), body);
        Row row = rowsOf(1).getFirst();
        assertTrue(row.truncated());
        assertEquals("provider_error", row.result());
        assertEquals(1, rig.view(1).standing().consecutiveFailures());
    }

    @ParameterizedTest
    @CsvSource({"openrouter", "groq", "mistral", "openai", "deepseek", "siliconflow", "zhipu", "xai"})
    void everyPlaceOfUsageInAStreamIsRead(String provider) throws Exception {
        key(1, provider, null, KeyBehaviour.OK);
        String body = rig.chat(ask(provider + "/m", "\"stream\":true")).body();
        Row row = rowsOf(1).getFirst();
        assertNotNull(row.usage(), body);
        Books books = sandbox.books("key-1");
        assertEquals(books.tokens().prompt(), row.usage().input());
        assertEquals(books.tokens().completion(), row.usage().output());
        assertFalse(body.contains("\"choices\":[]"), body);
    }

    @Test
    void aStreamWithoutDoneIsCompleteAndGetsIt() throws Exception {
        key(1, "groq", null, KeyBehaviour.OK.mode(Mode.MISSING_DONE));
        String body = rig.chat(ask("groq/m", "\"stream\":true")).body();
        assertFalse(body.contains("error"), body);
        assertTrue(body.endsWith("data: [DONE]\n\n"), body);
        assertEquals("ok", rowsOf(1).getFirst().result());
    }
}
