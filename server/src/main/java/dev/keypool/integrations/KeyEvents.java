package dev.keypool.integrations;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a key and why (contract, section 4). Thread-safe; blocks its caller. */
final class KeyEvents {
    private static final int LIMIT = 50;

    private final Database database;
    private final KeyNames names;

    KeyEvents(Database database, KeyNames names) {
        this.database = database;
        this.names = names;
    }

    /** One event; {@code actor} is null when it came by itself. */
    record Event(
            long id,
            String kind,
            Instant at,
            String cause,
            @Nullable String actor) {}

    /** The answer. */
    record Page(boolean success, NamedKey integration, List<Event> events) {}

    Answer list(Call call) {
        BrandId brand = call.caller().brand();
        IntegrationId id = PathId.of(call);
        NamedKey key = names.found(brand, id);
        long before = call.queryText("before").map(Long::parseLong).orElse(Long.MAX_VALUE);
        int limit = call.queryInt("limit", LIMIT);
        List<Event> events = database.read(handle -> EventTable.list(handle, brand, id, before, limit));
        return Answer.ok(new Page(true, key, events));
    }
}
