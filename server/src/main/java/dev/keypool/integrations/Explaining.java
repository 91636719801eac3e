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

    Explaining(Reports.Sources sources, KnownModels models) {
        this.catalogue = sources.catalogue();
        this.roster = sources.roster();
        this.pool = sources.pool();
        this.clock = sources.clock();
        this.models = models;
        this.routes = Routes.over(sources.catalogue());
    }

    Answer explain(Call call) {
        var body = new BodyReader(call.body());
        body.only(Set.of("model"));
        body.done();
        String model = call.body().path("model").asText();
        BrandId brand = call.caller().brand();
        Route route = routes.resolve(model, pool.providers(brand), provider -> models.of(brand, provider));
        return Answer.ok(
                switch (route) {
                    case Route.Unknown unknown ->
                        new Page(true, model, "model_not_found", unknown.sentence(), null, List.of());
                    case Route.Resolved resolved -> page(brand, model, resolved.targets(), clock.instant());
                });
    }

    private Page page(BrandId brand, String model, List<Target> targets, Instant now) {
        List<Place> places = new ArrayList<>();
        int position = 1;
        for (Target target : targets) {
            Place place = place(brand, target, position, now);
            position += (int)
                    place.keys().stream().filter(key -> key.position() != null).count();
            places.add(place);
        }
        return ExplanationView.page(model, places);
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
        String label = catalogue.find(target.provider()).map(Provider::label).orElse(target.provider());
        return new Place(target.provider(), label, target.model(), listed(brand, target), keys);
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
