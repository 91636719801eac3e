package dev.keypool.gateway;

import dev.keypool.providers.Catalogue;
import dev.keypool.providers.Provider;
import io.vertx.core.http.HttpServerRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which models {@code GET /models} is asked for, by the published parameters. Immutable.
 *
 * @param search in lower case
 */
record ModelQuery(
        @Nullable String provider,
        boolean freeOnly,
        boolean configuredOnly,
        @Nullable String search,
        @Nullable String capability,
        String sortBy,
        int limit,
        int offset) {
    private static final List<String> NAMES =
            List.of("provider", "free_only", "configured_only", "search", "capability", "sort_by", "limit", "offset");
    private static final List<String> ORDERS = List.of("usage", "name", "provider", "context", "cost");
    private static final int LIMIT = 500;
    private static final int MOST = 2_000;

    private static final Comparator<ModelItem> BY_ID = Comparator.comparing(ModelItem::id);

    /**
     * Reads it, or a {@link GatewayError.Raised} of 400 that names the parameter.
     *
     * @param capabilities all that there are
     */
    static ModelQuery of(HttpServerRequest request, Catalogue catalogue, List<String> capabilities) {
        StrictQuery query = StrictQuery.of(request.query(), NAMES);
        List<String> providers = catalogue.all().stream().map(Provider::name).toList();
        String search = query.text("search");
        return new ModelQuery(
                query.word("provider", providers),
                query.flag("free_only"),
                query.flag("configured_only"),
                search == null ? null : search.toLowerCase(Locale.ROOT),
                query.word("capability", capabilities),
                Objects.requireNonNullElse(query.word("sort_by", ORDERS), "usage"),
                number(query.whole("limit", 1, MOST), LIMIT),
                number(query.whole("offset", 0, Integer.MAX_VALUE), 0));
    }

    private static int number(@Nullable Long sent, int otherwise) {
        return sent == null ? otherwise : Math.toIntExact(sent);
    }

    /** All that match, in their order; the page of it is cut by whoever shows it. */
    List<ModelItem> of(List<ModelItem> all) {
        return all.stream().filter(this::matches).sorted(order()).toList();
    }

    private boolean matches(ModelItem item) {
        if (provider != null && !provider.equals(item.target().provider())) return false;
        if (freeOnly && !item.free()) return false;
        if (configuredOnly && !item.isConfigured()) return false;
        if (capability != null && !item.capabilities().contains(capability)) return false;
        return search == null || holds(item.id()) || holds(item.displayName());
    }

    private boolean holds(String text) {
        return text.toLowerCase(Locale.ROOT).contains(Objects.requireNonNull(search));
    }

    private Comparator<ModelItem> order() {
        return switch (sortBy) {
            case "name" ->
                Comparator.comparing((ModelItem item) -> item.displayName().toLowerCase(Locale.ROOT))
                        .thenComparing(BY_ID);
            case "provider" -> BY_ID;
            case "context" ->
                Comparator.comparing(ModelItem::context, Comparator.nullsLast(Comparator.reverseOrder()))
                        .thenComparing(BY_ID);
            case "cost" ->
                Comparator.comparing(ModelItem::cost, Comparator.nullsLast(Comparator.naturalOrder()))
                        .thenComparing(BY_ID);
            default ->
                Comparator.comparingLong(ModelItem::requests)
                        .reversed()
                        .thenComparing(item -> !item.isConfigured())
                        .thenComparing(BY_ID);
        };
    }
}
