package dev.keypool.identity;

import dev.keypool.http.Call;
import dev.keypool.values.BrandId;
import org.jspecify.annotations.Nullable;

/** Query parameters of the admin plane. */
final class Asked {
    private Asked() {}

    /** {@code brand_id}, or null for all brands. */
    static @Nullable BrandId brand(Call call) {
        String id = call.query().get("brand_id");
        return id == null ? null : new BrandId(Long.parseLong(id));
    }

    /** {@code before}, or beyond every id. */
    static long before(Call call) {
        String id = call.query().get("before");
        return id == null ? Long.MAX_VALUE : Long.parseLong(id);
    }
}
