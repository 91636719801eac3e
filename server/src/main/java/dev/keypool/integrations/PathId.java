package dev.keypool.integrations;

import dev.keypool.http.Call;
import dev.keypool.values.IntegrationId;

/** The {@code id} of the path. */
final class PathId {
    private PathId() {}

    /** A number that no integration can have answers as one that none has. */
    static IntegrationId of(Call call) {
        String text = call.path().getOrDefault("id", "");
        if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) < 1) throw KeyChanges.missing();
        return new IntegrationId(Long.parseLong(text));
    }
}
