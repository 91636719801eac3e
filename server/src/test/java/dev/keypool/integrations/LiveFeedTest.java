package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.http.EventFeed;
import dev.keypool.http.EventSink;
import dev.keypool.http.EventStreams;
import dev.keypool.http.Json;
import dev.keypool.pool.LeaseRequest;
import dev.keypool.pool.LeaseResult.Leased;
import dev.keypool.values.BrandId;
import dev.keypool.values.Refusal;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveFeedTest {
    @TempDir
    private Path folder;

    private Vertx vertx;
    private House house;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        house = new House(vertx, folder, Map.of());
    }

    @AfterEach
    void close() {
        house.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void everythingComesFirstAndThenOnlyWhatChanged() {
        long first = key("mistral");
        long second = key("groq");
        Reader reader = reader(1);
        assertEquals(List.of(first, second), ids(reader.event(0)));
        turn();
        assertEquals(1, reader.frames.size());
        use("groq");
        turn();
        assertEquals(List.of(second), ids(reader.event(1)));
        assertEquals(1, reader.event(1).at("/integrations/0/daily_count").asLong());
        assertEquals(1, reader.event(1).at("/integrations/0/minute_count").asLong());
    }

    @Test
    void aMinuteThatPassesIsTold() {
        key("groq");
        use("groq");
        Reader reader = reader(1);
        assertEquals(1, reader.event(0).at("/integrations/0/minute_count").asLong());
        house.pass(Duration.ofSeconds(61));
        turn();
        assertEquals(0, reader.event(1).at("/integrations/0/minute_count").asLong());
        assertEquals(1, reader.event(1).at("/integrations/0/daily_count").asLong());
    }

    @Test
    void aDeletedKeyIsNamedOnce() {
        long key = key("groq");
        Reader reader = reader(1);
        house.run("deleteIntegration", Calls.id(Calls.of(1), key));
        turn();
        turn();
        assertEquals(2, reader.frames.size());
        assertEquals(key, reader.event(1).at("/deleted/0").asLong());
        assertTrue(reader.event(1).get("integrations").isEmpty());
    }

    @Test
    void silenceIsBrokenEveryFifteenSeconds() {
        Reader reader = reader(1);
        house.pass(Duration.ofSeconds(14));
        turn();
        assertEquals(1, reader.frames.size());
        house.pass(Duration.ofSeconds(1));
        turn();
        turn();
        assertEquals(2, reader.frames.size());
        assertTrue(reader.frames.get(1).startsWith(": ") && reader.frames.get(1).endsWith("\n\n"));
    }

    @Test
    void aSlowReaderGetsAllChangesAsOne() {
        key("groq");
        Reader reader = reader(1);
        reader.ready = false;
        use("groq");
        turn();
        use("groq");
        turn();
        assertEquals(1, reader.frames.size());
        reader.ready = true;
        turn();
        assertEquals(2, reader.event(1).at("/integrations/0/daily_count").asLong());
    }

    @Test
    void aBrandIsToldOfItsOwnKeysOnly() {
        key("groq");
        Reader stranger = reader(2);
        use("groq");
        turn();
        assertEquals(1, stranger.frames.size());
        assertTrue(stranger.event(0).get("integrations").isEmpty());
    }

    @Test
    void whoMayNoLongerListenIsSentAwayWithoutAnotherWord() {
        key("groq");
        Reader reader = reader(1);
        reader.open = false;
        use("groq");
        turn();
        assertEquals(1, reader.frames.size());
        assertTrue(reader.ended);
    }

    @Test
    void theEleventhStreamOfATokenIsRefusedUntilOneIsGone() {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < EventStreams.MOST; i++) readers.add(reader(1));
        Refusal refusal = assertThrows(Refusal.class, () -> reader(1));
        assertEquals("too_many_streams", refusal.code());
        reader(2);
        readers.getFirst().open = false;
        assertEquals(1, reader(1).frames.size());
    }

    @Test
    void theEndOfTheServerEndsAllStreamsAndBeginsNone() {
        Reader reader = reader(1);
        house.integrations.feed().close();
        assertTrue(reader.ended);
        assertEquals(
                Refusal.Kind.UNAVAILABLE,
                assertThrows(Refusal.class, () -> reader(1)).kind());
    }

    private long key(String provider) {
        String credential = "mistral".equals(provider) ? "0123456789abcdef0123456789abcdef" : "gsk_" + "a".repeat(52);
        return house.created("{'provider_name': '" + provider + "', 'credentials': {'api_key': '" + credential + "'}}");
    }

    private void use(String provider) {
        var now = Objects.requireNonNull(house.now.get());
        assertInstanceOf(Leased.class, house.pool.lease(LeaseRequest.free(new BrandId(1), provider), now))
                .lease()
                .sent(now);
    }

    private void turn() {
        house.integrations.feed().turn();
    }

    private Reader reader(long brand) {
        var reader = new Reader();
        ((EventFeed) house.answer("liveIntegrations", Calls.of(brand)).body()).begin(reader);
        assertFalse(reader.ended);
        return reader;
    }

    private static List<Long> ids(JsonNode event) {
        List<Long> ids = new ArrayList<>();
        event.get("integrations").forEach(one -> ids.add(one.get("id").asLong()));
        return ids;
    }

    /** Keeps what it is told. */
    private static final class Reader implements EventSink {
        private final List<String> frames = new ArrayList<>();
        private boolean open = true;
        private boolean ready = true;
        private boolean ended;

        @Override
        public boolean open() {
            return open;
        }

        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public void send(byte[] frame) {
            frames.add(new String(frame, StandardCharsets.UTF_8));
        }

        @Override
        public void end() {
            ended = true;
        }

        JsonNode event(int index) {
            String frame = frames.get(index);
            String head = index == 0 ? "retry: 2000\nevent: counts\ndata: " : "event: counts\ndata: ";
            assertTrue(frame.startsWith(head) && frame.endsWith("}\n\n"), frame);
            return Json.parse(frame.substring(head.length()));
        }
    }
}
