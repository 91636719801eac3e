package dev.keypool.integrations;

import dev.keypool.http.Call;
import dev.keypool.providers.Provider;
import dev.keypool.providers.TestVerdict;
import dev.keypool.values.Refusal;
import dev.keypool.values.Refusal.Fault;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes a new key in: reads its credential, tests it if that is wanted, and stores it. Thread-safe; blocks its caller. */
final class Adding {
    private final CredentialsBody credentials;
    private final KeyTest tester;
    private final KeyChanges changes;

    Adding(CredentialsBody credentials, KeyTest tester, KeyChanges changes) {
        this.credentials = credentials;
        this.tester = tester;
        this.changes = changes;
    }

    /** A credential and what its key is to be. */
    record New(CredentialValues values, KeySettings settings) {}

    /** The provider that is named and takes keys, or null when there was a fault, which is left in {@code body}. */
    @Nullable
    Provider provider(BodyReader body) {
        return credentials.provider(body);
    }

    /**
     * The credential in the body. Refuses with all faults of the body.
     *
     * @param read the settings that go with it; their faults come after the credential's
     */
    New read(BodyReader body, Supplier<KeySettings> read) {
        CredentialValues values = credentials.read(body);
        KeySettings settings = read.get();
        body.done();
        if (values == null) throw new IllegalStateException("A credential was refused without a reason");
        refuseSecret("key_label", settings.label(), values);
        refuseSecret("account_group", settings.accountGroup(), values);
        return new New(values, settings);
    }

    /** Refuses when the brand has that credential already; cheap, before anything is asked of the provider. */
    void refuseDuplicate(Call call, New key) {
        changes.refuseDuplicate(call.caller().brand(), key.values());
    }

    /** Refuses what its provider refuses; else tells what that said. */
    KeyTest.Finding verify(New key) {
        KeyTest.Finding finding = tester.run(key.values());
        if (finding.verdict() != TestVerdict.REJECTED) return finding;
        String sentence = finding.message() + " Nothing was stored: check the key and send it again.";
        var fault = new Fault(List.of("body", "credentials"), sentence, "credential_rejected");
        throw new Refusal(Refusal.Kind.INVALID, "credential_rejected", sentence, List.of(fault), Map.of());
    }

    HeldKey store(Call call, New key, KeyChanges.Beside beside) {
        return changes.create(call, key.values(), key.settings(), beside);
    }

    /** Names are shown and logged, so they may not be the credential itself, pasted into the wrong field. */
    private static void refuseSecret(String field, @Nullable String text, CredentialValues values) {
        if (text == null || !values.anySecretIn(text)) return;
        throw Refusal.invalid(List.of(new Fault(
                List.of("body", field),
                field + " holds the credential itself. Send a name for the key instead.",
                "invalid_label")));
    }
}
