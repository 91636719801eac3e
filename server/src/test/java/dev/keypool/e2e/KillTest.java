package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.e2e.LedgerFile.Line;
import dev.keypool.sandbox.Books;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Sandbox;
import dev.keypool.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the real process in the middle of its work, again and again on one data directory. Afterwards what
 * callers hold in their hands, the ledger on the disk and the provider's own books are laid side by side: nothing is lost,
 * nothing stands there twice. Twenty kills in the long form, two else.
 */
final class KillTest {
    private static final int CALLERS = 24;
    private static final int KILLS = System.getenv("KEYPOOL_TEST_LONG") == null ? 2 : 20;

    private final Random random = new Random(20261123);
    private final String credential = Brand.openRouterKey();

    @TempDir
    Path dir;

    @Test
    void afterKillNineCallersLedgerAndProviderAgree() throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.free(InstantSource.system()))) {
            sandbox.configure(credential, KeyBehaviour.OK.latencyMs(10).chunks(5, 3));
            Map<String, String> variables = Product.variables(dir, sandbox);
            Diary diary = new Diary();
            long id = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                ServerProcess server = ServerProcess.start(variables, dir.resolve("server.log"));
                if (kill == 0) id = create(server.port());
                loadAndKill(server, "kill-" + kill, diary);
            }
            long counted;
            long today;
            try (ServerProcess server = ServerProcess.start(variables, dir.resolve("server.log"));
                    Http api = new Http(server.port(), token())) {
                today = System.currentTimeMillis() / 86_400_000;
                counted = new Brand(api, 1, "", "")
                        .integration(id)
                        .get("daily_count")
                        .asLong();
            }
            Books books = sandbox.awaitBooks(credential, b -> b.inFlight() == 0, Duration.ofSeconds(20));
            compare(diary, new LedgerFile(dir.resolve("data/keypool.db")), books, sandbox.attemptIds(credential));
            assertEquals(
                    rows().filter(row -> row.sent() && row.day() == today).count(),
                    counted,
                    "the list counts the rows");
        }
    }

    private java.util.stream.Stream<Line> rows() {
        return new LedgerFile(dir.resolve("data/keypool.db")).of(1).stream();
    }

    private static void compare(Diary diary, LedgerFile ledger, Books books, List<String> atProvider) {
        List<Line> rows = ledger.of(1);
        assertEquals(List.of(), diary.refusals());
        assertEveryCompletedAnswerHasItsRow(diary, rows);
        assertEveryAttemptIsThereOnce(rows, books, atProvider);
        assertMoney(diary, rows, books);
        ledger.assertSumsEqualRows();
    }

    /** One row each, well ended, at the price that the provider asks for that very prompt. */
    private static void assertEveryCompletedAnswerHasItsRow(Diary diary, List<Line> rows) {
        assertTrue(diary.completed(false) > 0 && diary.completed(true) > 0, "callers got whole answers of both kinds");
        Map<String, List<Line>> byRequest = rows.stream().collect(Collectors.groupingBy(Line::requestId));
        diary.priceOfCompleted().forEach((request, price) -> {
            List<Line> its = byRequest.getOrDefault(request, List.of());
            assertEquals(1, its.size(), "rows of the completed request " + request);
            assertEquals("ok", its.getFirst().result());
            assertEquals(price, its.getFirst().cost(), "cost of " + request);
        });
    }

    private static void assertEveryAttemptIsThereOnce(List<Line> rows, Books books, List<String> atProvider) {
        Set<String> received = new HashSet<>(atProvider);
        assertEquals(books.received(), atProvider.size(), "each request to the provider named its attempt");
        assertEquals(atProvider.size(), received.size(), "no attempt reached the provider twice");
        Map<String, Line> byAttempt = rows.stream().collect(Collectors.toMap(Line::attemptId, Function.identity()));
        assertTrue(byAttempt.keySet().containsAll(received), "an attempt that the provider saw is not in the ledger");
        assertEquals(
                Set.of("ok", "interrupted"), rows.stream().map(Line::result).collect(Collectors.toSet()));

        // A mark is made before the bytes leave, so that no attempt can go uncounted: one that was killed in between
        // counts although the provider never read it. Each caller has at most one such a kill, and hardly any has.
        List<Line> unread = rows.stream()
                .filter(row -> row.sent() && !received.contains(row.attemptId()))
                .toList();
        assertTrue(unread.stream().allMatch(row -> row.result().equals("interrupted")), unread.toString());
        assertTrue(unread.size() <= KILLS * CALLERS);
        assertTrue(
                unread.size() <= Math.max(2, received.size() / 100),
                unread.size() + " marks that the provider never saw, of " + received.size());
    }

    /** What is booked is billed; what is billed beyond it is of attempts whose end nobody saw, and those say "unknown". */
    private static void assertMoney(Diary diary, List<Line> rows, Books books) {
        List<Line> interrupted =
                rows.stream().filter(row -> row.result().equals("interrupted")).toList();
        assertTrue(interrupted.stream().allMatch(row -> row.cost() == null), "a guess at money");
        long booked = FaultScenariosTest.cost(rows);
        long unbooked = books.invoiceNanos() - booked;
        assertTrue(unbooked >= 0, "booked " + booked + ", billed " + books.invoiceNanos());
        assertTrue(unbooked <= interrupted.size() * Diary.price(Diary.LONGEST_PROMPT), unbooked + " billed unbooked");
        assertTrue(diary.priceOfCompleted().values().stream()
                        .mapToLong(Long::longValue)
                        .sum()
                <= booked);
    }

    private long create(int port) throws IOException {
        try (Http api = new Http(port, token())) {
            return new Brand(api, 1, "", "").key("openrouter", credential);
        }
    }

    /** Loads the server with callers that go on until it dies under them, after a drawn number of whole answers. */
    private void loadAndKill(ServerProcess server, String life, Diary diary) throws Exception {
        long enough = diary.completed() + 100 + random.nextInt(300);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Http api = new Http(server.port(), token())) {
            for (int i = 0; i < CALLERS; i++) {
                KillCaller caller =
                        new KillCaller(api, life + "-" + i, i % 2 == 0, new Random(random.nextLong()), diary);
                threads.execute(caller::callUntilDeath);
            }
            diary.awaitCompleted(enough);
            server.kill();
            threads.shutdown();
            assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
        }
    }

    private String token() throws IOException {
        return Http.JSON
                .readTree(dir.resolve("data/bootstrap.json").toFile())
                .required("client_token")
                .asText();
    }

    /** What callers hold in their hands. Thread-safe. */
    static final class Diary {
        static final int LONGEST_PROMPT = 400;

        private final Map<String, Long> prices = new HashMap<>();
        private final List<String> refusals = new ArrayList<>();
        private long streams;

        /** The sandbox's price of an answer to a prompt of so many characters, nano-dollars. */
        static long price(int characters) {
            return Math.ceilDiv(characters, 4) * 150L + 11 * 600L;
        }

        synchronized void complete(String request, int promptLength, boolean stream) {
            prices.put(request, price(promptLength));
            if (stream) streams++;
            notifyAll();
        }

        /** Waits for so many whole answers; gives up after a time that no good run comes near. */
        synchronized void awaitCompleted(long enough) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (prices.size() < enough) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                assertTrue(left > 0, "only " + prices.size() + " answers, refused: " + refusals);
                wait(left);
            }
        }

        /** Nothing but death was to stop anybody. */
        synchronized void refuse(String request) {
            refusals.add(request);
        }

        synchronized List<String> refusals() {
            return List.copyOf(refusals);
        }

        synchronized long completed() {
            return prices.size();
        }

        synchronized long completed(boolean stream) {
            return stream ? streams : prices.size() - streams;
        }

        synchronized Map<String, Long> priceOfCompleted() {
            return Map.copyOf(prices);
        }
    }
}
