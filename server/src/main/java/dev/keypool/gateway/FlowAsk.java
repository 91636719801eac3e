package dev.keypool.gateway;

import dev.keypool.metering.WorstCase;
import dev.keypool.values.Surface;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;

/**
 * A request whose body is not read but let through: a form with sound in it, or a call of a provider's own API. What it costs
 * has no known bound. Confined to its request.
 *
 * @param model as the caller wrote it; of a proxied call the beginning of its path
 * @param path of a proxied call: the provider's name and what follows, as it was sent
 * @param place where the model stands in the kept bytes, so that the provider reads its own name for it
 */
record FlowAsk(Surface surface, String model, String path, BodyFlow flow, HttpServerRequest request, Place place)
        implements Ask {
    private static final int LONGEST_MODEL = 128;
    private static final WorstCase.Size UNBOUNDED = new WorstCase.Size(0, null, 1, false, "file");

    /**
     * Where a form names its model, and where it goes.
     *
     * @param from first byte, 0 when it names none
     * @param to behind its last byte
     */
    record Place(int from, int to) {
        static final Place NOWHERE = new Place(0, 0);
    }

    static FlowAsk proxied(String path, BodyFlow flow, HttpServerRequest request) {
        String model = path.length() <= LONGEST_MODEL ? path : path.substring(0, LONGEST_MODEL);
        return new FlowAsk(Surface.PROXY, model, path, flow, request, Place.NOWHERE);
    }

    static FlowAsk form(Surface surface, FormScan.Model model, BodyFlow flow, HttpServerRequest request) {
        return new FlowAsk(surface, model.name(), "", flow, request, new Place(model.from(), model.to()));
    }

    /** What flows to a provider that calls the model so. */
    Outgoing outgoing(String target) {
        var splice = place.to() == 0
                ? BodyFlow.Splice.NONE
                : new BodyFlow.Splice(place.from(), place.to(), target.getBytes(StandardCharsets.UTF_8));
        return new FlowingBody(request, flow, splice);
    }

    HttpMethod method() {
        return request.method();
    }

    @Override
    public boolean stream() {
        return false;
    }

    @Override
    public boolean usageAsked() {
        return true;
    }

    @Override
    public Options options() {
        return Options.NONE;
    }

    @Override
    public WorstCase.Size size() {
        return UNBOUNDED;
    }
}
