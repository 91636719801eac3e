package dev.keypool.http;

import dev.keypool.values.Uuid7;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The id that is echoed as {@code X-Request-Id}: the caller's own if it is 1–128 of {@code [A-Za-z0-9._-]}, else a fresh one. */
public final class RequestId {
    private static final int LONGEST = 128;

    private RequestId() {}

    /** @param epochMillis moment of a fresh id */
    public static String of(@Nullable String sent, long epochMillis, RandomGenerator random) {
        return sent != null && allowed(sent)
                ? sent
                : Uuid7.of(epochMillis, random).toString();
    }

    private static boolean allowed(String text) {
        if (text.isEmpty() || text.length() > LONGEST) return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && c != '.' && c != '_' && c != '-') return false;
        }
        return true;
    }
}
