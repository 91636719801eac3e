package dev.keypool.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.Refusal;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the body of a request that no operation of the control plane takes, with the same strictness. Stateless. */
public final class JsonBody {
    private JsonBody() {}

    /** The object that was sent. Refuses what is declared or is anything else than a JSON object. */
    public static ObjectNode object(HttpServerRequest head, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        for (String name : new String[] {"Content-Type", "Content-Encoding"}) {
            List<String> sent = head.headers().getAll(name);
            if (!sent.isEmpty()) headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", sent));
        }
        Negotiation.mustDeclareJson(headers);
        Negotiation.mustBeDeclared(headers, body);
        JsonNode sent = BodyText.parse(body);
        if (sent instanceof ObjectNode object) return object;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "validation_error",
                "The body is no JSON object. Send one, with what is asked for.");
    }
}
