package dev.keypool.gateway;

import io.opentelemetry.api.common.AttributeKey;
import java.util.Map;

/**
 * The words of OpenTelemetry's conventions for generative AI (opentelemetry.io/docs/specs/semconv/gen-ai), and our own beside
 * them. No state.
 */
final class GenAi {
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");
    static final AttributeKey<String> RESPONSE_MODEL = AttributeKey.stringKey("gen_ai.response.model");
    static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<Long> CACHED_TOKENS = AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
    static final AttributeKey<Long> REASONING_TOKENS = AttributeKey.longKey("gen_ai.usage.reasoning.output_tokens");
    static final AttributeKey<String> TOKEN_TYPE = AttributeKey.stringKey("gen_ai.token.type");
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
    static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

    static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("keypool.request_id");
    static final AttributeKey<String> SURFACE = AttributeKey.stringKey("keypool.surface");
    static final AttributeKey<Long> BRAND = AttributeKey.longKey("keypool.brand_id");
    static final AttributeKey<Long> KEY = AttributeKey.longKey("keypool.integration_id");
    static final AttributeKey<Long> COST = AttributeKey.longKey("keypool.cost_nano_usd");
    static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("keypool.attempts");
    static final AttributeKey<Long> GATEWAY = AttributeKey.longKey("keypool.gateway_us");
    static final AttributeKey<Boolean> STREAMED = AttributeKey.booleanKey("keypool.streamed");
    static final AttributeKey<Boolean> TRUNCATED = AttributeKey.booleanKey("keypool.truncated");
    static final AttributeKey<Boolean> CACHE_HIT = AttributeKey.booleanKey("keypool.cache_hit");

    /** The well-known names where they differ from ours. */
    private static final Map<String, String> PROVIDERS = Map.of(
            "azure_openai", "azure.ai.openai",
            "bedrock", "aws.bedrock",
            "google_ai", "gcp.gemini",
            "mistral", "mistral_ai",
            "moonshot", "moonshot_ai",
            "vertex", "gcp.vertex_ai",
            "xai", "x_ai");

    private GenAi() {}

    /** @param name in our catalogue */
    static String provider(String name) {
        return PROVIDERS.getOrDefault(name, name);
    }

    /** @param surface one of {@link dev.keypool.ledger.Course#SURFACES}; where there is no well-known word, it is its own */
    static String operation(String surface) {
        return switch (surface) {
            case "chat", "responses", "messages" -> "chat";
            case "completions" -> "text_completion";
            default -> surface;
        };
    }
}
