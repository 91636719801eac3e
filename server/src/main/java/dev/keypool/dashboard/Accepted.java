package dev.keypool.dashboard;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a browser takes. Stateless. */
final class Accepted {
    private Accepted() {}

    /** Whether gzip is welcome: named, or by {@code *}, and not with a weight of zero. */
    static boolean gzip(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) return false;
        boolean any = false;
        for (String each : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = each.split(";", 2);
            boolean wanted = parts.length < 2 || !parts[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
            if (parts[0].strip().equals("gzip")) return wanted;
            if (parts[0].strip().equals("*")) any = wanted;
        }
        return any;
    }
}
