package dev.keypool.sandbox;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What providers answer to calls other than chat, in the shapes of {@code providers.json}. */
final class ProviderPages {
    private static final List<String> MODELS =
            List.of("openai/gpt-4o-mini", "gpt-4o-mini", "llama-3.1-8b-instant", "sandbox-1");
    private static final String MODELS_PAGE = MODELS.stream()
            .map(ProviderPages::model)
            .collect(Collectors.joining(",", "{\"object\":\"list\",\"data\":[", "]}"));

    private ProviderPages() {}

    static String models() {
        return MODELS_PAGE;
    }

    /** Without a credit figure OpenRouter is played as to a key that may not see the account's credits. */
    static boolean hidesCredits(Played played, String path, Bill bill) {
        return played.isOpenRouter() && path.endsWith("/credits") && bill.credit() == null;
    }

    static Refusal creditsForbidden() {
        return new Refusal(
                "forbidden", 403, "permission_denied", "forbidden", "A management key is needed.", Map.of(), null);
    }

    static String page(Played played, String path, String key, Bill bill) {
        if (path.endsWith("/models")) {
            return MODELS_PAGE;
        }
        if (played.isOpenRouter() && path.endsWith("/key")) {
            return openRouterKey(key, bill);
        }
        if (played.isOpenRouter() && path.endsWith("/credits")) {
            return "{\"data\":{\"total_credits\":" + usd(bill.credit()) + ",\"total_usage\":" + Usd.plain(bill.total())
                    + "}}";
        }
        return balance(path, bill);
    }

    private static String balance(String path, Bill bill) {
        String left = usd(bill.left());
        if (path.endsWith("/user/balance")) {
            return "{\"is_available\":" + !"0".equals(left)
                    + ",\"balance_infos\":[{\"currency\":\"USD\",\"total_balance\":" + text(left)
                    + ",\"granted_balance\":\"0.00\",\"topped_up_balance\":" + text(left) + "}]}";
        }
        if (path.endsWith("/users/me/balance")) {
            return "{\"code\":0,\"data\":{\"available_balance\":" + left + ",\"voucher_balance\":0,\"cash_balance\":"
                    + left + "},\"scode\":\"0x0\",\"status\":true}";
        }
        if (path.endsWith("/user/info")) {
            return "{\"code\":20000,\"message\":\"OK\",\"status\":true,\"data\":{\"id\":\"sandbox\",\"balance\":\"0.00\","
                    + "\"status\":\"normal\",\"chargeBalance\":" + text(left) + ",\"totalBalance\":" + text(left)
                    + "}}";
        }
        return "{\"object\":\"sandbox\",\"valid\":true}";
    }

    private static String openRouterKey(String key, Bill bill) {
        return "{\"data\":{\"label\":" + Script.quoted(label(key))
                + ",\"limit\":" + usd(bill.credit())
                + ",\"limit_remaining\":" + usd(bill.left())
                + ",\"limit_reset\":null,\"include_byok_in_limit\":false"
                + ",\"usage\":" + Usd.plain(bill.total())
                + ",\"usage_daily\":" + Usd.plain(bill.today())
                + ",\"usage_weekly\":" + Usd.plain(bill.week())
                + ",\"usage_monthly\":" + Usd.plain(bill.month())
                + ",\"byok_usage\":0,\"is_free_tier\":false,\"is_management_key\":false,\"expires_at\":null}}";
    }

    private static String label(String key) {
        return key.length() < 16 ? "..." : key.substring(0, 12) + "..." + key.substring(key.length() - 3);
    }

    private static String model(String id) {
        String price = "{\"prompt\":\"" + Usd.plain(Usage.PROMPT_NANOS) + "\",\"completion\":\""
                + Usd.plain(Usage.COMPLETION_NANOS) + "\",\"input_cache_read\":\"" + Usd.plain(Usage.CACHED_NANOS)
                + "\"}";
        return "{\"id\":\"" + id + "\",\"object\":\"model\",\"created\":1735689600,\"owned_by\":\"sandbox\",\"name\":\""
                + id + "\",\"context_length\":128000,\"pricing\":" + price + "}";
    }

    private static String usd(@Nullable Long nanos) {
        return nanos == null ? "null" : Usd.plain(nanos);
    }

    private static String text(String number) {
        return number.equals("null") ? number : '"' + number + '"';
    }
}
