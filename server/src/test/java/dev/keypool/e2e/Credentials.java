package dev.keypool.e2e;

import dev.keypool.sandbox.Sandbox;
import java.util.concurrent.atomic.AtomicInteger;

/** Made-up credentials in the form of each provider, never the same twice. */
final class Credentials {
    private static final AtomicInteger MADE = new AtomicInteger();

    private Credentials() {}

    static String of(String provider) {
        return switch (provider) {
            case "openrouter" -> Brand.openRouterKey();
            case "groq" -> Brand.groqKey();
            default -> prefix(provider) + "%040d".formatted(7_000_000 + MADE.incrementAndGet());
        };
    }

    private static String prefix(String provider) {
        return switch (provider) {
            case "google_ai" -> "AIzaSy";
            case "cerebras" -> "csk-";
            case "together" -> "tgp_v1_";
            case "nvidia_nim" -> "nvapi-";
            case "fireworks" -> "fw_";
            case "huggingface" -> "hf_";
            case "openai", "deepseek", "moonshot", "siliconflow" -> "sk-";
            case "anthropic" -> "sk-ant-api03-";
            case "xai" -> "xai-";
            case "perplexity" -> "pplx-";
            case "novita" -> "sk_";
            case "bedrock" -> "ABSK";
            default -> "";
        };
    }

    /** All credential fields of such a key. */
    static String json(String provider, String credential, Sandbox sandbox) {
        String more = switch (provider) {
            case "cloudflare" -> ",\"account_id\":\"0123456789abcdef0123456789abcdef\"";
            case "azure_openai" -> ",\"resource_name\":\"sandbox\"";
            case "bedrock" -> ",\"region\":\"us-east-1\"";
            case "ollama", "vllm" -> ",\"base_url\":\"" + sandbox.baseUrl(provider) + "\"";
            default -> "";
        };
        return "{\"api_key\":\"" + credential + "\"" + more + "}";
    }
}
