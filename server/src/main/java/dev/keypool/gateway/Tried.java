package dev.keypool.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.IntegrationId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt as a trace shows it. Immutable.
 *
 * @param result as in the ledger
 * @param status the provider's HTTP status, 0 when none
 * @param millis from the lease to its end
 * @param message the failure's sentence, null when it went well or when the sentence may hold parts of a key
 */
record Tried(
        String provider,
        String model,
        IntegrationId key,
        String result,
        int status,
        long millis,
        @Nullable String message) {

    static ArrayNode json(List<Tried> all) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Tried tried : all) array.add(tried.json());
        return array;
    }

    private ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("provider", provider).put("model", model).put("integration_id", key.value());
        node.put("result", result).put("latency_ms", millis);
        if (status == 0) node.putNull("status");
        else node.put("status", status);
        return node.put("message", message);
    }
}
