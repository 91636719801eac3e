package dev.keypool.http;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.keypool.http.IdempotencyStore.Claim.Done;
import dev.keypool.http.IdempotencyStore.Claim.Granted;
import dev.keypool.http.IdempotencyStore.Claim.InProgress;
import dev.keypool.http.IdempotencyStore.Stored;
import dev.keypool.http.IdempotencyStore.WriteKey;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentAnswersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private static WriteKey key(int number) {
        return new WriteKey("CLIENT:cli_one", "k" + number);
    }

    private static Stored answer(String body) {
        return new Stored(200, Map.of(), body);
    }

    @Test
    void theOldestFinishedAnswerGoesWhenThereAreTooMany() {
        RecentAnswers answers = new RecentAnswers(2, 1 << 20);
        for (int i = 1; i <= 3; i++) {
            assertInstanceOf(Granted.class, answers.claim(key(i), "f", NOW));
            answers.keep(key(i), answer("{}"));
        }
        assertInstanceOf(Done.class, answers.claim(key(3), "f", NOW));
        assertInstanceOf(Done.class, answers.claim(key(2), "f", NOW));
        assertInstanceOf(Granted.class, answers.claim(key(1), "f", NOW));
    }

    @Test
    void theOldestFinishedAnswerGoesWhenTheyAreTooLarge() {
        RecentAnswers answers = new RecentAnswers(100, 3_000);
        answers.claim(key(1), "f", NOW);
        answers.keep(key(1), answer("x".repeat(500)));
        answers.claim(key(2), "f", NOW);
        answers.keep(key(2), answer("x".repeat(500)));
        assertInstanceOf(Done.class, answers.claim(key(2), "f", NOW));
        assertInstanceOf(Granted.class, answers.claim(key(1), "f", NOW));
    }

    @Test
    void aRunningRequestIsNeverForgottenForRoom() {
        RecentAnswers answers = new RecentAnswers(1, 1 << 20);
        answers.claim(key(1), "f", NOW);
        answers.claim(key(2), "f", NOW);
        answers.keep(key(2), answer("{}"));
        assertInstanceOf(InProgress.class, answers.claim(key(1), "f", NOW));
        assertInstanceOf(Granted.class, answers.claim(key(2), "f", NOW));
    }
}
