package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.keypool.pool.Health;
import dev.keypool.values.Refusal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListQueryTest {
    @Test
    void nothingSentMeansTheFirstFifty() {
        ListQuery query = query(Map.of());
        assertEquals(50, query.limit());
        assertEquals(0, query.offset());
        assertNull(query.active());
        assertNull(query.health());
    }

    @Test
    void everyFilterIsRead() {
        ListQuery query = query(Map.of(
                "provider_name",
                "groq",
                "health_status",
                "degraded",
                "is_active",
                "false",
                "limit",
                "100",
                "offset",
                "7"));
        assertEquals(new ListQuery("groq", Health.DEGRADED, false, 100, 7), query);
    }

    @ParameterizedTest
    @CsvSource({
        "limit,0",
        "limit,101",
        "limit,-1",
        "limit,ten",
        "limit,''",
        "limit,99999999999999999999",
        "limit,5.0",
        "offset,-1",
        "offset,4294967296",
        "health_status,sick",
        "health_status,HEALTHY",
        "is_active,yes",
        "is_active,1"
    })
    void anythingElseIsRefused(String name, String value) {
        Refusal refusal = assertThrows(Refusal.class, () -> query(Map.of(name, value)));
        assertEquals(Refusal.Kind.INVALID, refusal.kind());
        assertEquals(List.of("query", name), refusal.faults().getFirst().loc());
    }

    private static ListQuery query(Map<String, String> query) {
        return ListQuery.of(Calls.query(Calls.EMPTY, query));
    }
}
