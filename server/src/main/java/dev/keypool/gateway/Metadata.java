package dev.keypool.gateway;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.keypool.routing.Target;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code spidergate_metadata} of an answer. Immutable.
 *
 * @param askedModel model as the caller wrote it; shown only when it is not the name that went to the provider
 * @param latencyMillis from the request's first byte until now
 * @param gatewayMicros what Keypool itself took of it
 * @param cost in dollars, null when unknown
 * @param fallback true when an earlier target failed
 * @param cached true when no provider was asked
 * @param trace every attempt, null when it was not asked for
 */
record Metadata(
        Target target,
        IntegrationId key,
        String askedModel,
        long latencyMillis,
        long gatewayMicros,
        @Nullable Money cost,
        boolean fallback,
        boolean cached,
        @Nullable List<Tried> trace) {

    byte[] json() {
        var out = new Bytes(320);
        out.add("{\"provider\":").add('"').add(quoted(target.provider())).add("\",\"provider_model\":\"");
        out.add(quoted(target.model())).add("\",\"integration_id\":").add(Long.toString(key.value()));
        out.add(",\"latency_ms\":").add(Long.toString(latencyMillis));
        out.add(",\"gateway_ms\":").add(millis(gatewayMicros));
        out.add(",\"cost_usd\":").add(cost == null ? "null" : cost.toDecimal().toPlainString());
        out.add(",\"cache_hit\":").add(cached ? "true" : "false");
        out.add(",\"fallback_used\":").add(fallback ? "true" : "false");
        out.add(",\"original_model\":");
        if (askedModel.equals(target.model())) out.add("null");
        else out.add('"').add(quoted(askedModel)).add('"');
        if (trace != null) out.add(",\"route_trace\":").add(Tried.json(trace).toString());
        return out.add('}').take();
    }

    private static byte[] quoted(String text) {
        return JsonStringEncoder.getInstance().quoteAsUTF8(text);
    }

    /** Microseconds as milliseconds with three decimals. */
    private static String millis(long micros) {
        String rest = Long.toString(micros % 1_000 + 1_000);
        return micros / 1_000 + "." + rest.substring(1);
    }
}
