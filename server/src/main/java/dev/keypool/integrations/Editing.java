package dev.keypool.integrations;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.providers.TestVerdict;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Refusal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Create, read, change, delete (contract, sections 2 and 3). Thread-safe; blocks its caller. */
final class Editing {
    private final CredentialsBody credentials;
    private final KeyTest tester;
    private final KeyChanges changes;
    private final LiveKeys live;

    Editing(CredentialsBody credentials, KeyTest tester, KeyChanges changes, LiveKeys live) {
        this.credentials = credentials;
        this.tester = tester;
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
        CredentialValues values = credentials.read(body);
        KeySettings settings = SettingsBody.created(body);
        body.done();
        if (values == null) throw new IllegalStateException("A credential was refused without a reason");
        refuseSecretLabel(settings, values);
        changes.refuseDuplicate(call.caller().brand(), values);
        if ("true".equals(call.query().get("verify"))) verify(values);
        HeldKey key = changes.create(call, values, settings);
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

    /** Names are shown and logged, so they may not be the credential itself, pasted into the wrong field. */
    private static void refuseSecretLabel(KeySettings settings, CredentialValues values) {
        refuseSecret("key_label", settings.label(), values);
        refuseSecret("account_group", settings.accountGroup(), values);
    }

    private static void refuseSecret(String field, @Nullable String text, CredentialValues values) {
        if (text == null || !values.anySecretIn(text)) return;
        throw Refusal.invalid(List.of(new Refusal.Fault(
                List.of("body", field),
                field + " holds the credential itself. Send a name for the key instead.",
                "invalid_label")));
    }

    private void verify(CredentialValues values) {
        KeyTest.Finding finding = tester.run(values);
        if (finding.verdict() != TestVerdict.REJECTED) return;
        String sentence = finding.message() + " Nothing was stored: check the key and send it again.";
        var fault = new Refusal.Fault(List.of("body", "credentials"), sentence, "credential_rejected");
        throw new Refusal(Refusal.Kind.INVALID, "credential_rejected", sentence, List.of(fault), Map.of());
    }
}
