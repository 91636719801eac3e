package dev.keypool.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.providers.Failure;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a provider's own error about the request goes to the caller as it is. Stateless. */
final class CallersFault {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** A shorter piece of a header value is no secret. */
    private CallersFault() {}

    /**
     * The provider's body, when its status speaks of the request, it has the shape that the caller knows, and it holds
     * nothing of the key.
     */
    static Optional<ObjectNode> asItIs(Failure failure, byte @Nullable [] body, Attempt attempt, Tone tone) {
        if (!ofTheRequest(failure.status()) || body == null || attempt.veil().shows(body)) return Optional.empty();
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
}
