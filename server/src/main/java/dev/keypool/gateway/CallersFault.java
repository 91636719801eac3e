package dev.keypool.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.providers.Failure;
import dev.keypool.providers.KeyAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a provider's own error about the request goes to the caller as it is. Stateless. */
final class CallersFault {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** A shorter piece of a header value is no secret. */
    private static final int SHORTEST_SECRET = 8;

    private CallersFault() {}

    /**
     * The provider's body, when its status speaks of the request, it has the shape that the caller knows, and it holds
     * nothing of the key.
     */
    static Optional<ObjectNode> asItIs(Failure failure, byte @Nullable [] body, Attempt attempt, Tone tone) {
        KeyAccess access = attempt.access();
        if (!ofTheRequest(failure.status()) || body == null || access == null || holdsKey(body, access))
            return Optional.empty();
        try {
            JsonNode tree = MAPPER.readTree(body);
            return tree instanceof ObjectNode object && tone.isError(tree) ? Optional.of(object) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The status of such an error: the provider's where it speaks of the request, else 400. */
    static int status(Failure failure) {
        return ofTheRequest(failure.status()) || failure.status() == 408 ? failure.status() : 400;
    }

    /** Others speak of the key or the path, which are not the caller's. */
    private static boolean ofTheRequest(int status) {
        return switch (status) {
            case 400, 409, 413, 422 -> true;
            default -> false;
        };
    }

    /** Whether any piece of the key stands in it: some providers quote the key, some a part. */
    private static boolean holdsKey(byte[] body, KeyAccess access) {
        String text = new String(body, StandardCharsets.UTF_8);
        for (String value : access.headers().values()) {
            String credential = value.substring(value.lastIndexOf(' ') + 1);
            for (int i = 0; i + SHORTEST_SECRET <= credential.length(); i++)
                if (text.contains(credential.substring(i, i + SHORTEST_SECRET))) return true;
        }
        return false;
    }
}
