package dev.keypool.integrations;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.integrations.ExplanationView.Candidate;
import dev.keypool.integrations.ExplanationView.Page;
import dev.keypool.integrations.ExplanationView.Place;
import dev.keypool.pool.Explanation;
import dev.keypool.pool.LeaseRequest;
import dev.keypool.pool.Pool;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.Provider;
import dev.keypool.routing.Alias;
import dev.keypool.routing.Route;
import dev.keypool.routing.Routes;
import dev.keypool.routing.Target;
import dev.keypool.values.BrandId;
import dev.keypool.values.Money;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which key a request for a model would get now, and why not the others (contract, section 5). Asks the same routing and the
 * same pool as a request does; calls nobody and takes nothing. Thread-safe.
 */
final class Explaining {
    private final Catalogue catalogue;
    private final Roster roster;
    private final Pool pool;
    private final KnownModels models;
    private final InstantSource clock;
    private final Routes routes;

    Explaining(Reports.Sources sources, KnownModels models, Routes routes) {
        this.catalogue = sources.catalogue();
        this.roster = sources.roster();
        this.pool = sources.pool();
        this.clock = sources.clock();
        this.models = models;
        this.routes = routes;
    }

    Answer explain(Call call) {
        var body = new BodyReader(call.body());
        body.only(Set.of("model", "models"));
        body.done();
        String model = call.body().path("model").asText();
        BrandId brand = call.caller().brand();
        Alias alias = body.sent("models") ? new AliasBody(body, catalogue).tried(model) : routes.alias(brand, model);
        return Answer.ok(
                switch (route(brand, model, alias)) {
                    case Route.Unknown unknown -> refused(model, "model_not_found", unknown.sentence());
                    case Route.NotAllowed not -> refused(model, "model_not_allowed", not.sentence());
                    case Route.Resolved resolved -> page(brand, model, alias, resolved.targets(), clock.instant());
                });
    }

    private Route route(BrandId brand, String model, @Nullable Alias alias) {
        List<String> providers = pool.providers(brand);
        return alias == null
                ? routes.resolve(brand, model, providers, provider -> models.of(brand, provider))
                : routes.resolve(brand, alias, providers);
    }

    private static Page refused(String model, String outcome, String sentence) {
        return new Page(true, model, outcome, sentence, null, List.of());
    }

    /** Of an alias the whole chain is shown: also what would not be tried, and why. */
    private Page page(BrandId brand, String model, @Nullable Alias alias, List<Target> tried, Instant now) {
        List<Place> places = new ArrayList<>();
        int position = 1;
        for (Target target : alias == null ? tried : alias.targets()) {
            Place place = tried.contains(target)
                    ? place(brand, target, position, now)
                    : skipped(target, reason(brand, model, target));
            position += (int)
                    place.keys().stream().filter(key -> key.position() != null).count();
            places.add(place);
        }
        return ExplanationView.page(model, places);
    }

    private String reason(BrandId brand, String model, Target target) {
        if (!routes.policies().of(brand).allows(model.strip(), target)) return "not_allowed";
        return pool.providers(brand).contains(target.provider()) ? "takes_no_chat" : "no_key";
    }

    private Place skipped(Target target, String reason) {
        return new Place(target.provider(), label(target), target.model(), null, reason, List.of());
    }

    private String label(Target target) {
        return catalogue.find(target.provider()).map(Provider::label).orElse(target.provider());
    }

    private Place place(BrandId brand, Target target, int first, Instant now) {
        List<Candidate> keys = new ArrayList<>();
        int position = first;
        for (Explanation.Candidate key :
                pool.explain(wanted(brand, target), now).candidates()) {
            // One that was deleted a moment ago is gone from the roster last: it is no candidate any more.
            HeldKey held = roster.find(brand, key.key()).orElse(null);
            if (held != null)
                keys.add(ExplanationView.candidate(held, key, key.obstacle() == null ? position++ : null));
        }
        return new Place(target.provider(), label(target), target.model(), listed(brand, target), null, keys);
    }

    /** A request that hardly costs anything: what a larger one may cost depends on its own words. */
    private LeaseRequest wanted(BrandId brand, Target target) {
        boolean shared =
                catalogue.find(target.provider()).filter(Provider::sameForAll).isPresent();
        return new LeaseRequest(0, brand, target.provider(), target.model(), shared, Money.ZERO, Set.of());
    }

    private @Nullable Boolean listed(BrandId brand, Target target) {
        Set<String> known = models.of(brand, target.provider());
        return known.isEmpty() ? null : (Boolean) known.contains(target.model());
    }
}
