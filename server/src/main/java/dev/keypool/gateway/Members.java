package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.keypool.metering.WorstCase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the members of one surface's requests mean to the gateway: which must be there, which have bounds, what they say of
 * the cost. {@link BodyScan} reads what all surfaces share. Confined to one scan.
 */
abstract class Members {
    final Bounds bounds;
    private final List<String> seen = new ArrayList<>(4);

    Members(Bounds bounds) {
        this.bounds = bounds;
    }

    /** Reads one member that goes upstream, from its value to the end of it. */
    abstract void member(JsonParser p, String name) throws IOException;

    /** @throws GatewayError.Raised when a member that must be there is not */
    abstract void complete();

    /** @param bytes of the whole body */
    abstract WorstCase.Size size(int bytes);

    /** What the request means when it names no model; empty when it must name one. */
    String usualModel() {
        return "";
    }

    /** Whether its streams know {@code stream_options.include_usage}. */
    boolean usageByOption() {
        return false;
    }

    /** Of two members of one name, provider and gateway might each believe another. */
    final void once(String name) {
        if (seen.contains(name)) throw twice(name);
        seen.add(name);
    }

    final boolean has(String name) {
        return seen.contains(name);
    }

    static GatewayError.Raised twice(String param) {
        return GatewayError.invalid(param, "duplicate_parameter", param + " stands twice in the request. Send it once.")
                .raised();
    }

    final void need(String param, String advice) {
        if (!has(param)) throw missing(param, advice);
    }

    static GatewayError.Raised missing(String param, String advice) {
        return GatewayError.invalid(param, "missing_required_parameter", param + " is missing. " + advice)
                .raised();
    }

    static GatewayError.Raised wrong(String param, String sentence) {
        return GatewayError.invalid(param, "invalid_value", sentence).raised();
    }

    /** A list of at least one object; each is read by {@code each}, from its opening brace to its closing one. */
    final void objects(JsonParser p, String name, Each each, String sentence) throws IOException {
        once(name);
        if (!p.hasToken(JsonToken.START_ARRAY)) throw wrong(name, sentence);
        boolean any = false;
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (!p.hasToken(JsonToken.START_OBJECT)) throw wrong(name, sentence);
            each.read(p);
            any = true;
        }
        if (!any) throw wrong(name, sentence);
    }

    /** Reads one value. */
    @FunctionalInterface
    interface Each {
        void read(JsonParser p) throws IOException;
    }
}
