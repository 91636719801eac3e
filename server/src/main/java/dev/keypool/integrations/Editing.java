package dev.keypool.integrations;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.values.IntegrationId;
import java.util.Map;

/** Create, read, change, delete (contract, sections 2 and 3). Thread-safe; blocks its caller. */
final class Editing {
    private final Adding adding;
    private final KeyChanges changes;
    private final LiveKeys live;

    Editing(Adding adding, KeyChanges changes, LiveKeys live) {
        this.adding = adding;
        this.changes = changes;
        this.live = live;
    }

    /** The answer that shows one integration. */
    record One(boolean success, IntegrationView integration) {}

    /** The answer of a deletion. */
    record Deleted(boolean success, String message, long deletedId) {}

    Answer create(Call call) {
        var body = new BodyReader(call.body());
        body.only(SettingsBody.CREATE_FIELDS);
        Adding.New added = adding.read(body, () -> SettingsBody.created(body));
        adding.refuseDuplicate(call, added);
        if ("true".equals(call.query().get("verify"))) adding.verify(added);
        HeldKey key = adding.store(call, added, (handle, stored, now) -> {});
        String place = "/api/v1/integrations/" + key.row().id().value();
        var shown = shown(key);
        return new Answer(
                201, shown.body(), Map.of("Location", place, "ETag", key.row().etag()));
    }

    Answer get(Call call) {
        return shown(changes.found(call.caller().brand(), PathId.of(call)));
    }

    Answer update(Call call) {
        return shown(changes.update(call, PathId.of(call)));
    }

    Answer delete(Call call) {
        IntegrationId id = PathId.of(call);
        changes.delete(call, id);
        return Answer.ok(new Deleted(true, "Integration deleted successfully", id.value()));
    }

    Answer shown(HeldKey key) {
        var one = new One(true, IntegrationView.of(live.of(key, live.now())));
        return new Answer(200, one, Map.of("ETag", key.row().etag()));
    }
}
