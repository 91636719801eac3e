package dev.keypool.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.keypool.http.IdempotencyStore.Claim;
import dev.keypool.http.IdempotencyStore.Stored;
import dev.keypool.http.IdempotencyStore.WriteKey;
import dev.keypool.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptAnswersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Claim GRANTED = new Claim.Granted();

    @TempDir
    Path folder;

    private Database database;
    private KeptAnswers answers;

    @BeforeEach
    void open() {
        open(1_000, 1 << 20);
    }

    private void open(int mostAnswers, long mostBytes) {
        database = Database.open("jdbc:sqlite:" + folder.resolve("keypool.db"));
        answers = new KeptAnswers(database, text -> "blind " + text.length(), mostAnswers, mostBytes);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static WriteKey key(int number) {
        return new WriteKey("CLIENT:cli_one", "k" + number);
    }

    private static Stored answer(String body) {
        return new Stored(201, Map.of("Location", "/x", "ETag", "\"1\""), body);
    }

    private Claim claim(WriteKey key, Instant at) {
        return answers.claim(key, "f", at);
    }

    private void done(WriteKey key, Instant at, String body) {
        assertEquals(GRANTED, claim(key, at));
        answers.keep(key, answer(body));
    }

    private long rows() {
        return database.<Long>read(handle -> handle.select("SELECT count(*) FROM kept_answer")
                .mapTo(long.class)
                .one());
    }

    @Test
    void anAnswerOutlivesARestartAndEndsAfterADay() {
        done(key(1), NOW, "{\"success\":true}");
        close();
        open();
        assertEquals(new Claim.Done(answer("{\"success\":true}")), claim(key(1), NOW.plusSeconds(86_399)));
        assertInstanceOf(Claim.OtherRequest.class, answers.claim(key(1), "another request", NOW));
        assertEquals(GRANTED, claim(new WriteKey("CLIENT:cli_two", "k1"), NOW));
        done(key(1), NOW.plusSeconds(86_400), "{}");
        assertEquals(new Claim.Done(answer("{}")), claim(key(1), NOW.plusSeconds(86_401)));
    }

    @Test
    void thatASecretWasShownOutlivesARestartButNotTheSecret() {
        assertEquals(GRANTED, claim(key(1), NOW));
        Stored shown = new Stored(201, Map.of("Location", "/x"), null);
        answers.keep(key(1), shown);
        close();
        open();
        assertEquals(new Claim.Done(shown), claim(key(1), NOW));
    }

    @Test
    void theRequestItselfIsNotToBeGuessedFromWhatIsKept() {
        assertEquals(GRANTED, answers.claim(key(1), "sha-of-a-body", NOW));
        answers.keep(key(1), answer("{}"));
        List<String> kept = database.<List<String>>read(handle -> handle.select("SELECT fingerprint FROM kept_answer")
                .mapTo(String.class)
                .list());
        assertEquals(List.of("blind 13"), kept);
    }

    @Test
    void aRunningRequestHoldsItsKeyUntilItIsReleased() {
        assertEquals(GRANTED, claim(key(1), NOW));
        assertInstanceOf(Claim.InProgress.class, claim(key(1), NOW.plus(Duration.ofDays(2))));
        assertInstanceOf(Claim.OtherRequest.class, answers.claim(key(1), "another request", NOW));
        answers.release(key(1));
        assertEquals(GRANTED, claim(key(1), NOW));
        assertEquals(0, rows());
    }

    @Test
    void theOldestOfACallerGoWhenTheyAreTooManyAndOthersStay() {
        close();
        open(10, 1 << 20);
        WriteKey other = new WriteKey("CLIENT:cli_two", "k");
        done(other, NOW.minusSeconds(60), "{}");
        for (int i = 1; i <= 63; i++) done(key(i), NOW.plusSeconds(i), "{}");
        assertEquals(11, rows());
        assertInstanceOf(Claim.Done.class, claim(key(54), NOW.plusSeconds(70)));
        assertInstanceOf(Claim.Done.class, claim(other, NOW.plusSeconds(70)));
        assertEquals(GRANTED, claim(key(53), NOW.plusSeconds(70)));
    }

    @Test
    void theOldestOfACallerGoWhenTheyAreTooLarge() {
        close();
        open(1_000, 5_000);
        for (int i = 1; i <= 64; i++) done(key(i), NOW.plusSeconds(i), "\"" + "x".repeat(486) + "\"");
        assertEquals(5, rows(), "1,000 bytes each");
    }

    @Test
    void retentionDeletesTheOldestFirst() {
        for (int i = 1; i <= 5; i++) done(key(i), NOW.plusSeconds(i), "{}");
        assertEquals(2, answers.forget(NOW.plusSeconds(4), 2));
        assertEquals(2, answers.forget(NOW.plusSeconds(4), 100));
        assertEquals(1, rows());
        assertFalse(claim(key(5), NOW.plusSeconds(6)) instanceof Claim.Granted);
    }

    @Test
    void aStoreThatIsAwayWhenTheAnswerIsKeptDoesNotUndoTheWrite() {
        assertEquals(GRANTED, claim(key(1), NOW));
        close();
        answers.keep(key(1), answer("{}"));
        open();
        assertEquals(GRANTED, claim(key(1), NOW), "the key is free");
    }
}
