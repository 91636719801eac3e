package dev.keypool.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.Caller;
import java.util.Map;
import java.util.Optional;

/**
 * One validated request of the control plane. Immutable.
 *
 * @param caller who calls; scope already checked
 * @param requestId the id echoed as {@code X-Request-Id}
 * @param remoteAddress the peer's address, for the audit log
 * @param path path parameters by name
 * @param query query parameters by name, only those that were sent
 * @param headers request headers by lower-case name, without those that carry credentials
 * @param body the JSON object that was sent, empty when none
 */
public record Call(
        Caller caller,
        String requestId,
        String remoteAddress,
        Map<String, String> path,
        Map<String, String> query,
        Map<String, String> headers,
        ObjectNode body) {
    public Call {
        path = Map.copyOf(path);
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    public Optional<String> queryText(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** A whole-number query parameter; the document has already checked its range. */
    public int queryInt(String name, int otherwise) {
        String text = query.get(name);
        return text == null ? otherwise : Integer.parseInt(text);
    }

    public long pathId(String name) {
        return Long.parseLong(java.util.Objects.requireNonNull(path.get(name)));
    }

    /** Without the body, which may hold a credential, and without what a caller may have put where none belongs. */
    @Override
    public String toString() {
        return "Call(" + requestId + " of " + caller.id() + ")";
    }
}
