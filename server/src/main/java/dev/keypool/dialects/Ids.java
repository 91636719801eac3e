package dev.keypool.dialects;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ids of answers: the provider's own, dressed for the client's dialect, so that both sides' logs can be laid side by side. */
final class Ids {
    private static final List<String> PREFIXES = List.of("chatcmpl-", "resp_", "msg_", "gen-");

    private Ids() {}

    /** @param own the provider's id, null or empty when it gave none: then a new one is made */
    static String of(String prefix, @Nullable String own, Asked asked) {
        if (own == null || own.isEmpty()) return prefix + asked.ids().get();
        for (String known : PREFIXES) if (own.startsWith(known)) return prefix + own.substring(known.length());
        return prefix + own;
    }
}
