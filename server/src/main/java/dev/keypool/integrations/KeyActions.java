package dev.keypool.integrations;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.integrations.HeldKey.Content;
import dev.keypool.ledger.Ledger;
import dev.keypool.pool.Outcome;
import dev.keypool.pool.Pool;
import dev.keypool.values.IntegrationId;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Actions on one key (contract, section 5). Thread-safe; blocks its caller. */
final class KeyActions {
    private final KeyOpener opener;
    private final KeyTest tester;
    private final KeyChanges changes;
    private final Pool pool;
    private final Ledger ledger;
    private final LiveKeys live;
    private final InstantSource clock;

    KeyActions(
            KeyOpener opener,
            KeyTest tester,
            KeyChanges changes,
            Pool pool,
            Ledger ledger,
            LiveKeys live,
            InstantSource clock) {
        this.opener = opener;
        this.tester = tester;
        this.changes = changes;
        this.pool = pool;
        this.ledger = ledger;
        this.live = live;
        this.clock = clock;
    }

    /** The answer of a test. */
    record Tested(boolean success, String result, @Nullable Integer status, long latencyMs, String message) {}

    Answer test(Call call) {
        HeldKey key = changes.found(call.caller().brand(), PathId.of(call));
        KeyTest.Finding finding = switch (key.content()) {
            case Content.Usable content -> tester.run(opener.values(key, content));
            case Content.Unusable unusable -> KeyTest.Finding.unknown(unusable.sentence(), 0);
        };
        if ("true".equals(call.query().get("apply"))) {
            finding.outcome().ifPresent(outcome -> apply(call, key.row().id(), outcome));
        }
        return Answer.ok(
                new Tested(true, finding.verdict().wire(), finding.status(), finding.millis(), finding.message()));
    }

    private void apply(Call call, IntegrationId id, Outcome outcome) {
        changes.noteAction(call, id, "integration.test_applied");
        pool.judge(id, outcome, clock.instant());
    }

    Answer resetHealth(Call call) {
        HeldKey key = changes.found(call.caller().brand(), PathId.of(call));
        IntegrationId id = key.row().id();
        changes.noteAction(call, id, "integration.health_reset");
        pool.resetHealth(id, clock.instant());
        return shown(key);
    }

    Answer resetUsage(Call call) {
        HeldKey key = changes.found(call.caller().brand(), PathId.of(call));
        IntegrationId id = key.row().id();
        changes.noteAction(call, id, "integration.usage_reset");
        var now = clock.instant();
        ledger.resetCounts(key.row().brand(), id, now);
        pool.resetUsage(id, now);
        return shown(key);
    }

    private Answer shown(HeldKey key) {
        var one = new Editing.One(true, IntegrationView.of(live.of(key, live.now())));
        return new Answer(200, one, Map.of("ETag", key.row().etag()));
    }
}
