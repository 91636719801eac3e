package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.pool.Standing;
import dev.keypool.pool.StandingStore.Event;
import dev.keypool.values.FailureClass;
import dev.keypool.values.IntegrationId;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandingsTest {
    @TempDir
    private Path folder;

    private Vertx vertx;
    private House house;
    private Standings standings;
    private IntegrationId id;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        house = new House(vertx, folder, Map.of());
        standings = new Standings(house.database);
        id = new IntegrationId(house.created("{'provider_name': 'mistral', 'credentials': {'api_key': 'some-key'}}"));
    }

    @AfterEach
    void close() {
        house.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void everythingOfAStandingComesBack() {
        Standing whole = new Standing(
                5,
                3,
                "said no",
                FailureClass.KEY_INVALID,
                House.NOON,
                House.NOON.plusSeconds(1),
                2,
                House.NOON.plusSeconds(60),
                4);
        standings.changed(id, whole, null);
        assertEquals(whole, stored().get(id));
    }

    @Test
    void aLateWriteNeverUndoesANewerOne() {
        standings.changed(id, standing(7), null);
        standings.changed(id, standing(6), null);
        standings.changed(id, standing(7), null);
        assertEquals(standing(7), stored().get(id));
    }

    @Test
    void anEventIsKeptWithItsCause() {
        standings.changed(id, standing(1), new Event(Event.Kind.QUARANTINED, House.NOON, "three times no"));
        assertTrue(stored().containsKey(id));
        assertEquals(
                1,
                house.count(
                        "SELECT count(*) FROM integration_event WHERE kind = 'quarantined' AND cause = 'three times no'"
                                + " AND actor IS NULL AND brand_id = 1 AND at_ms = " + House.NOON.toEpochMilli()));
    }

    @Test
    void aKeyThatIsGoneLeavesNothing() {
        house.run("deleteIntegration", Calls.id(Calls.EMPTY, id.value()));
        standings.changed(id, standing(9), new Event(Event.Kind.DEGRADED, House.NOON, "late"));
        assertEquals(Map.of(), stored());
        assertEquals(0, house.count("SELECT count(*) FROM integration_event WHERE kind = 'degraded'"));
    }

    private static Standing standing(long version) {
        return new Standing(version, (int) version, null, null, null, null, 0, null, 0);
    }

    /** A write sees what was queued before it. */
    private Map<IntegrationId, Standing> stored() {
        return house.database.write(StandingTable::all);
    }
}
