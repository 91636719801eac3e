package dev.keypool.integrations;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.Json;
import dev.keypool.http.Operation;
import dev.keypool.identity.Audit;
import dev.keypool.metering.PriceBook;
import dev.keypool.providers.Catalogue;
import dev.keypool.routing.Alias;
import dev.keypool.routing.AliasBook;
import dev.keypool.routing.Routes;
import dev.keypool.routing.Target;
import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Refusal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The door of a brand's own aliases and of its model policy: {@code /api/v1/aliases}, {@code /api/v1/model-policy}. Thread-safe; blocks its caller. */
public final class Aliases {
    private static final int LIMIT = 50;
    private static final int MOST_OWN = 500;

    private final Facts facts;
    private final AliasBook book;
    private final KnownModels models;
    private final InstantSource clock;
    private final ModelPolicy policy;
    /** Keeps memory in the order of the commits. */
    private final ReentrantLock order = new ReentrantLock();

    /** What is known, and where it is kept. */
    public record Facts(Database database, Audit audit, Catalogue catalogue, PriceBook prices) {}

    private Aliases(Facts facts, Routes routes, KnownModels models, InstantSource clock) {
        this.facts = facts;
        this.book = routes.aliases();
        this.models = models;
        this.clock = clock;
        this.policy = new ModelPolicy(facts, routes.policies(), clock);
    }

    /** Takes the stored aliases and policies of all brands into the routes. */
    public static Aliases open(Facts facts, Routes routes, KnownModels models, InstantSource clock) {
        for (AliasTable.Own own : facts.database().read(AliasTable::all))
            routes.aliases().put(own.brand(), own.alias());
        for (AliasTable.Policy policy : facts.database().read(AliasTable::allPolicies))
            routes.policies().put(policy.brand(), policy.patterns());
        return new Aliases(facts, routes, models, clock);
    }

    /** Handlers by operationId of {@code openapi.yaml}. */
    public Map<String, Operation> operations() {
        Map<String, Operation> all = new HashMap<>(policy.operations());
        all.put("listAliases", this::list);
        all.put("createAlias", this::create);
        all.put("getAlias", this::get);
        all.put("putAlias", this::replace);
        all.put("updateAlias", this::update);
        all.put("deleteAlias", this::delete);
        return all;
    }

    /** The answer of a list. */
    record Page(boolean success, List<AliasView> aliases, int total, int limit, int offset) {}

    /**
     * The answer that shows one alias.
     *
     * @param unknownModels of its models, those that neither a price file nor a provider's list at hand names
     */
    record One(boolean success, AliasView alias, List<String> unknownModels) {}

    /** The answer of a deletion: what holds under that name now, null when nothing does. */
    record Deleted(
            boolean success, String message, @Nullable AliasView alias) {}

    private Answer list(Call call) {
        int limit = call.queryInt("limit", LIMIT);
        int offset = call.queryInt("offset", 0);
        BrandId brand = call.caller().brand();
        String source = call.query().get("source");
        List<AliasView> all = book.all(brand).stream()
                .map(alias -> AliasView.of(book, brand, alias))
                .filter(view -> source == null || source.equals(view.source()))
                .toList();
        return Answer.ok(new Page(true, all.stream().skip(offset).limit(limit).toList(), all.size(), limit, offset));
    }

    private Answer get(Call call) {
        Alias alias = book.find(call.caller().brand(), name(call));
        if (alias == null) throw missing();
        return Answer.ok(shown(call.caller().brand(), alias));
    }

    private Answer create(Call call) {
        Alias alias = body(call).whole();
        BrandId brand = call.caller().brand();
        order.lock();
        try {
            if (book.own(brand, alias.name()) != null)
                throw new Refusal(
                        Refusal.Kind.CONFLICT,
                        "duplicate_alias",
                        "This brand has an alias of that name already. PUT /api/v1/aliases/{name} replaces it.");
            store(call, alias);
        } finally {
            order.unlock();
        }
        String place = "/api/v1/aliases/" + URLEncoder.encode(alias.name(), StandardCharsets.UTF_8);
        return new Answer(201, shown(brand, alias), Map.of("Location", place));
    }

    private Answer replace(Call call) {
        return set(call, false);
    }

    /** Changes what holds under that name: of an alias that ships, it makes the brand's own. */
    private Answer update(Call call) {
        return set(call, true);
    }

    private Answer set(Call call, boolean patch) {
        BrandId brand = call.caller().brand();
        order.lock();
        try {
            Alias present = patch ? book.find(brand, name(call)) : null;
            if (patch && present == null) throw missing();
            Alias alias = body(call).named(name(call), present);
            store(call, alias);
            return Answer.ok(shown(brand, alias));
        } finally {
            order.unlock();
        }
    }

    private void store(Call call, Alias alias) {
        BrandId brand = call.caller().brand();
        Alias before = book.own(brand, alias.name());
        if (before == null && book.owned(brand) >= MOST_OWN)
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "too_many_aliases",
                    "This brand has " + MOST_OWN + " aliases of its own, which is the most. Delete one first.");
        facts.database().<Boolean>write(handle -> {
            AliasTable.put(handle, brand, alias, clock.instant());
            facts.audit().note(handle, call, brand, "alias.set", subject(alias.name()), text(before), text(alias));
            return true;
        });
        book.put(brand, alias);
    }

    private Answer delete(Call call) {
        BrandId brand = call.caller().brand();
        String name = name(call);
        order.lock();
        try {
            Alias own = book.own(brand, name);
            if (own == null) throw notOwn();
            facts.database().<Boolean>write(handle -> {
                if (!AliasTable.delete(handle, brand, name)) throw notOwn();
                facts.audit().note(handle, call, brand, "alias.deleted", subject(name), text(own), null);
                return true;
            });
            book.remove(brand, name);
        } finally {
            order.unlock();
        }
        Alias now = book.find(brand, name);
        return Answer.ok(
                new Deleted(true, "Alias deleted successfully", now == null ? null : AliasView.of(book, brand, now)));
    }

    private One shown(BrandId brand, Alias alias) {
        List<String> unknown = alias.targets().stream()
                .filter(target -> !isKnown(brand, target))
                .map(Target::name)
                .toList();
        return new One(true, AliasView.of(book, brand, alias), unknown);
    }

    private boolean isKnown(BrandId brand, Target target) {
        return models.of(brand, target.provider()).contains(target.model())
                || facts.prices()
                        .quote(brand, target.provider(), target.model())
                        .isPresent();
    }

    private AliasBody body(Call call) {
        return new AliasBody(new BodyReader(call.body()), facts.catalogue());
    }

    private static String name(Call call) {
        return call.path().getOrDefault("name", "");
    }

    private static String subject(String name) {
        return "alias:" + name;
    }

    private static @Nullable String text(@Nullable Alias alias) {
        return alias == null
                ? null
                : Json.text(new AliasText(
                        alias.name(),
                        alias.useCase(),
                        alias.targets().stream().map(Target::name).toList()));
    }

    /** As the audit log keeps it. */
    record AliasText(String name, @Nullable String useCase, List<String> models) {}

    private static Refusal missing() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "not_found",
                "There is no alias of that name. GET /api/v1/aliases lists them; a slash in a name is sent as %2F.");
    }

    private static Refusal notOwn() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "not_found",
                "This brand has no alias of its own of that name. Those that ship cannot be deleted, only hidden by one of its own.");
    }
}
