package dev.keypool.integrations;

import dev.keypool.http.Call;
import dev.keypool.values.Refusal;
import java.util.Arrays;

/** {@code If-Match}: the caller changes only what it has seen. */
final class Preconditions {
    private Preconditions() {}

    /** Passes without the header, with {@code *}, and when one of its tags names the row's present version. */
    static void check(Call call, IntegrationRow row) {
        String sent = call.headers().get("if-match");
        if (sent == null || sent.strip().equals("*")) return;
        if (Arrays.stream(sent.split(",", -1)).anyMatch(tag -> tag.strip().equals(row.etag()))) return;
        throw new Refusal(
                Refusal.Kind.PRECONDITION_FAILED,
                "precondition_failed",
                "Integration " + row.id().value() + " was changed since it was read: its ETag is now " + row.etag()
                        + ". Read it again, then send the change with that If-Match.");
    }
}
