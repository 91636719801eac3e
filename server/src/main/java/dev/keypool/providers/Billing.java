package dev.keypool.providers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * How a provider's balance and spend are read, as data.
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
    /** @param optional true when its 401 and 403 mean "no data" instead of a failure */
    public record ExtraCall(String method, String url, boolean optional) {}
}
