package dev.keypool.providers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a provider's balance and spend are read, as data. Immutable.
 *
 * @param credential field whose key makes the call
 * @param method HTTP method
 * @param url template
 * @param headers templates by name
 * @param mapping the catalogue's mapping object ({@code balance}, {@code usage_today}, {@code usage_month}, {@code currency})
 * @param extra further calls by name, referred to by {@code from: extra.NAME}
 */
public record Billing(
        String credential,
        String method,
        String url,
        Map<String, String> headers,
        JsonNode mapping,
        Map<String, ExtraCall> extra) {
    public Billing {
        headers = Map.copyOf(headers);
        extra = Map.copyOf(extra);
    }

    /**
     * @param optional true when its 401 and 403 mean "no data" instead of a failure
     * @param body JSON template, null when the call sends none
     * @param gives JSON pointers into its answer by the name of the place that they fill in the main call ({@code team_id})
     */
    public record ExtraCall(
            String method,
            String url,
            boolean optional,
            @Nullable String body,
            Map<String, String> gives) {
        public ExtraCall {
            gives = Map.copyOf(gives);
        }

        public ExtraCall(String method, String url, boolean optional) {
            this(method, url, optional, null, Map.of());
        }
    }
}
