package dev.keypool.gateway;

import dev.keypool.ledger.ServedUse;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import io.vertx.core.WorkerExecutor;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What there is to ask for: {@code /models}, {@code /models/{id}} and {@code /aliases}. Without a caller the catalogue alone is
 * shown. Thread-safe; pages are made beside the event loop.
 */
final class CataloguePages {
    private static final Logger LOG = LoggerFactory.getLogger(CataloguePages.class);

    /** Of its own: whoever reads pages all day must not keep requests waiting. */
    private static final int WORKERS = 2;

    private final GatewayParts parts;
    private final WorkerExecutor workers;
    private final ModelDirectory directory;
    private final ModelCatalogue models;
    private final RecentUse used;
    private final AliasPage aliases;

    CataloguePages(GatewayParts parts, ModelDirectory directory) {
        this.parts = parts;
        this.workers = parts.vertx().createSharedWorkerExecutor("keypool-pages", WORKERS);
        this.directory = directory;
        this.models = new ModelCatalogue(parts);
        this.used = new RecentUse(parts);
        this.aliases = new AliasPage(parts.routes().aliases());
    }

    void models(Loop loop, @Nullable Caller caller, Reply reply) {
        ModelQuery query = ModelQuery.of(reply.request(), parts.catalogue(), models.capabilities());
        boolean byUse = query.sortBy().equals("usage");
        answer(loop, caller, reply, byUse, items -> ModelPages.list(query.of(items), query.limit(), query.offset()));
    }

    /** @param escaped the id as it stands in the path */
    void model(Loop loop, @Nullable Caller caller, Reply reply, String escaped) {
        StrictQuery.of(reply.request().query(), List.of());
        String id = decoded(escaped);
        answer(
                loop,
                caller,
                reply,
                false,
                items -> ModelPages.one(items, id)
                        .orElseThrow(() -> unknownModel(id).raised()));
    }

    void aliases(@Nullable Caller caller, Reply reply) {
        StrictQuery.of(reply.request().query(), List.of());
        page(
                reply,
                () -> caller == null
                        ? aliases.nobodys()
                        : aliases.of(caller.brand(), used.of(caller.brand()).asked()));
    }

    private void answer(
            Loop loop, @Nullable Caller caller, Reply reply, boolean byUse, Function<List<ModelItem>, byte[]> page) {
        if (caller == null) {
            page(reply, () -> page.apply(models.nobodys()));
            return;
        }
        BrandId brand = caller.brand();
        directory
                .load(loop, brand)
                .onSuccess(listings -> page(reply, () -> {
                    List<ServedUse> use = byUse ? used.of(brand).served() : List.of();
                    return page.apply(models.of(brand, listings, use));
                }));
    }

    private void page(Reply reply, Callable<byte[]> making) {
        workers.executeBlocking(making, false)
                .onSuccess(json -> reply.json(200, Objects.requireNonNull(json)))
                .onFailure(fault -> reply.error(error(fault, reply)));
    }

    private static GatewayError error(Throwable fault, Reply reply) {
        if (fault instanceof GatewayError.Raised raised) return raised.error();
        if (fault instanceof Refusal refusal && refusal.kind() == Refusal.Kind.UNAVAILABLE)
            return new GatewayError(
                    503, "service_unavailable_error", refusal.code(), refusal.sentence(), null, 1L, null);
        LOG.error("Fault in request {}", reply.requestId(), fault);
        return GatewayError.internal();
    }

    private static String decoded(String escaped) {
        try {
            return URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unknownModel(escaped).raised();
        }
    }

    private static GatewayError unknownModel(String id) {
        return new GatewayError(
                404,
                GatewayError.INVALID,
                "model_not_found",
                "There is no model '" + id
                        + "' here. GET /v1/models lists those that there are, GET /v1/aliases the aliases.",
                "model",
                null,
                null);
    }
}
