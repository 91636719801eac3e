package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BooksTest extends SandboxCase {
    BooksTest() throws IOException {}

    @Test
    void everyCallEndsInExactlyOneColumn() {
        fault(Fault.of(Mode.ERROR_500).every(3));
        for (int i = 0; i < 9; i++) {
            client.chat(i % 2 == 0 ? "openrouter" : "groq", KEY, i % 4 == 0 ? ",\"stream\":true" : "");
        }
        Books books = books();
        assertEquals(9, books.received());
        assertEquals(6, books.answered());
        assertEquals(3, books.refusedForAnyReason());
        assertEquals(0, books.inFlight());
        assertEquals(List.of("openrouter", "groq"), books.providers());
        assertEquals(6 * (3 * 150 + 11 * 600), books.invoiceNanos());
        assertEquals(new Books.Tokens(18, 0, 66, 0), books.tokens());
    }

    @Test
    void keysHaveBooksOfTheirOwn() {
        client.chat("groq", "k-1");
        client.chat("groq", "k-2");
        client.chat("groq", "k-2");
        assertEquals(1, sandbox.books("k-1").answered());
        assertEquals(2, sandbox.books("k-2").answered());
        assertEquals(2, sandbox.allBooks().size());
        assertEquals(0, sandbox.books("k-3").received());
    }

    @Test
    void timesAndIdsOfCallsAreKept() {
        Instant first = clock.instant();
        client.post(
                "groq",
                Client.body(""),
                "Authorization",
                "Bearer " + KEY,
                "X-Request-Id",
                "r-1",
                "X-Keypool-Attempt",
                "a-1");
        clock.advance(Duration.ofSeconds(1));
        client.post("groq", Client.body(""), "Authorization", "Bearer " + KEY, "X-Request-Id", "r-2");
        assertEquals(List.of(first, first.plusSeconds(1)), sandbox.requestTimes(KEY));
        assertEquals(List.of("r-1", "r-2"), sandbox.requestIds(KEY));
        assertEquals(List.of("a-1"), sandbox.attemptIds(KEY));
        assertEquals(first.plusSeconds(1), books().peaks().lastReceivedAt());
    }

    @Test
    void onlyTheLastHundredThousandIdsAreKept() {
        Recent recent = new Recent();
        for (int i = 0; i <= 100_000; i++) {
            recent.add(Integer.toString(i));
        }
        List<String> all = recent.last(Integer.MAX_VALUE);
        assertEquals(100_000, all.size());
        assertEquals("1", all.getFirst());
        assertEquals(List.of("99999", "100000"), recent.last(2));
    }

    @Test
    void anInvoiceKnowsItsDays() {
        Invoice invoice = new Invoice();
        Usage usage = new Usage(1, 0, 0, 0);
        java.time.LocalDate day = java.time.LocalDate.parse("2026-11-30");
        invoice.add(day, usage);
        invoice.add(day.plusDays(1), usage);
        invoice.add(day.plusDays(1), usage);
        assertEquals(450, invoice.total());
        assertEquals(300, invoice.between(day.plusDays(1), day.plusDays(31)));
    }

    @Test
    void aWaitThatIsNotFulfilledSaysWhatTheBooksSay() {
        IllegalStateException late = assertThrows(
                IllegalStateException.class,
                () -> sandbox.awaitBooks(KEY, books -> books.received() == 1, Duration.ofMillis(5)));
        assertTrue(String.valueOf(late.getMessage()).contains("received=0"), late.getMessage());
    }

    @Test
    void resetForgetsSettingsAndBooks() {
        fault(Fault.of(Mode.ERROR_500));
        client.chat("groq", KEY);
        sandbox.reset();
        assertEquals(0, books().received());
        assertEquals(200, client.chat("groq", KEY).statusCode());
    }
}
