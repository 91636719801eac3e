package dev.keypool.http;

import dev.keypool.values.Caller;
import dev.keypool.values.Scope;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the contract as the control plane serves it. Immutable.
 *
 * @param id its {@code operationId}
 * @param method upper-case HTTP method
 * @param template its path with parameters in braces
 * @param scope what a caller must hold
 * @param callers sorts of token that are taken ({@code x-callers}; all where the contract names none)
 * @param admin true on the admin plane, which is closed without an admin token
 * @param shownOnce true when its answer holds a secret that no store may keep ({@code x-shown-once})
 * @param parameters what it takes in path, query and headers
 * @param body what its body must be
 * @param takesBody false when it takes none at all
 * @param streams true when it answers events without end ({@code text/event-stream}), not JSON
 * @param bodyRequired true when it does not work without
 */
record Endpoint(
        String id,
        String method,
        String template,
        Scope scope,
        Set<Caller.Kind> callers,
        boolean admin,
        boolean shownOnce,
        List<Parameter> parameters,
        Schema body,
        boolean takesBody,
        boolean streams,
        boolean bodyRequired) {
    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    Endpoint {
        callers = Set.copyOf(callers);
        parameters = List.copyOf(parameters);
    }

    /** Where a parameter stands. */
    enum Place {
        PATH,
        QUERY,
        HEADER
    }

    /** One parameter of the contract. */
    record Parameter(String name, Place in, boolean required, Schema schema) {}

    List<Parameter> parameters(Place in) {
        return parameters.stream().filter(p -> p.in() == in).toList();
    }

    @Nullable
    Parameter parameter(Place in, String name) {
        return parameters(in).stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    boolean takesIdempotencyKey() {
        return parameter(Place.HEADER, IDEMPOTENCY_KEY) != null;
    }
}
