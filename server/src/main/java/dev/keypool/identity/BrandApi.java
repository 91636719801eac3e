package dev.keypool.identity;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.Operation;
import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Refusal;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The admin plane's brands. Thread-safe. */
final class BrandApi {
    private final Database database;
    private final Directory directory;
    private final Audit audit;
    private final InstantSource clock;
    private final BrandUse use;

    BrandApi(Database database, Directory directory, Audit audit, InstantSource clock, BrandUse use) {
        this.database = database;
        this.directory = directory;
        this.audit = audit;
        this.clock = clock;
        this.use = use;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "adminListBrands", this::list,
                "adminCreateBrand", this::create,
                "adminGetBrand", this::get,
                "adminUpdateBrand", this::update,
                "adminDeleteBrand", this::delete);
    }

    private Answer list(Call call) {
        List<Answers.BrandView> brands = database.read(handle -> new BrandTable(handle).all()).stream()
                .map(Answers.BrandView::of)
                .toList();
        return Answer.ok(new Answers.ManyBrands(true, brands, brands.size()));
    }

    private Answer create(Call call) {
        Fields fields = new Fields(call.body());
        String name = fields.name("");
        fields.orRefuse();
        Brand brand = database.write(handle -> {
            Brand made = new BrandTable(handle).insert(name, clock.instant());
            audit.note(handle, call, made.id(), change("brand.created", made.id(), null, made));
            return made;
        });
        return Answers.created(
                new Answers.OneBrand(true, Answers.BrandView.of(brand)),
                "/api/v1/admin/brands/" + brand.id().value());
    }

    private Answer get(Call call) {
        return Answers.brand(database.read(handle -> existing(handle, idOf(call))));
    }

    private Answer update(Call call) {
        BrandId id = idOf(call);
        return Answers.brand(directory.changeBrand(id, handle -> {
            Brand before = existing(handle, id);
            Fields fields = new Fields(call.body());
            Brand after = new Brand(
                    id, fields.name(before.name()), fields.flag("is_active", before.isActive()), before.createdAt());
            fields.orRefuse();
            new BrandTable(handle).update(after);
            audit.note(handle, call, id, change("brand.updated", id, before, after));
            return after;
        }));
    }

    private Answer delete(Call call) {
        BrandId id = idOf(call);
        return directory.changeBrand(id, handle -> {
            Brand before = existing(handle, id);
            requireEmpty(handle, id);
            new AgentTable(handle).deleteAll(id);
            new BrandTable(handle).delete(id);
            audit.note(handle, call, id, change("brand.deleted", id, before, null));
            return Answer.ok(new Answers.DeletedBrand(true, "Brand deleted successfully", id.value()));
        });
    }

    private void requireEmpty(Handle handle, BrandId id) {
        int clients = new ClientTable(handle).count(id);
        int agents = new AgentTable(handle).count(id);
        boolean integrations = use.inUse(handle, id);
        if (clients == 0 && agents == 0 && !integrations) return;
        throw new Refusal(
                Refusal.Kind.CONFLICT,
                "brand_not_empty",
                "Brand " + id.value() + " is not empty: clients " + clients + ", agents " + agents + ", integrations "
                        + (integrations ? "yes" : "none") + ". Delete these first.");
    }

    /** The brand, or a refusal. */
    static Brand existing(Handle handle, BrandId id) {
        return new BrandTable(handle).find(id).orElseThrow(() -> Answers.missing("Brand"));
    }

    private static BrandId idOf(Call call) {
        return new BrandId(call.pathId("id"));
    }

    private static Audit.Change change(String action, BrandId id, @Nullable Brand before, @Nullable Brand after) {
        return new Audit.Change(
                action,
                "brand:" + id.value(),
                before == null ? null : JsonText.of(before),
                after == null ? null : JsonText.of(after));
    }
}
