package dev.keypool.gateway;

import dev.keypool.values.Surface;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Reads what a caller asks. Confined to its request. */
final class Reading {
    private static final GatewayError NO_FORM = GatewayError.of(
            415,
            GatewayError.INVALID,
            "unsupported_media_type",
            "The request must be a form: send it as multipart/form-data with a boundary, the sound in the field file.");
    private static final String PROXY = "/proxy/";
    /** A form's bytes beyond the file: its other fields and all the lines between. */
    private static final int FORM_SLACK = 64 << 10;

    private final Surface surface;
    private final HttpServerRequest request;
    private final GatewaySettings settings;
    private final Runnable progress;
    private final Promise<Ask> form = Promise.promise();
    private final Invitation invitation;
    private @Nullable BodyReader reader;
    private @Nullable BodyFlow flow;

    /** @param progress called whenever bytes came */
    Reading(Surface surface, HttpServerRequest request, GatewaySettings settings, Runnable progress) {
        this.surface = surface;
        this.request = request;
        this.settings = settings;
        this.progress = progress;
        this.invitation = new Invitation(request);
    }

    Surface surface() {
        return surface;
    }

    /** What is asked, or a {@link GatewayError.Raised} that says what is wrong with it. */
    Future<Ask> ask() {
        return switch (surface) {
            case PROXY -> proxied();
            case TRANSCRIPTIONS -> form();
            default -> json();
        };
    }

    private Future<Ask> json() {
        var whole = new BodyReader(request, settings.bodyLimit(), progress, invitation);
        reader = whole;
        return whole.read()
                .map(bytes ->
                        BodyScan.of(surface, bytes, bounds(), traceAsked()).with(MessagesHeaders.of(surface, request)));
    }

    private Bounds bounds() {
        return new Bounds(Math.toIntExact(settings.longestDeadline().toMillis()));
    }

    private boolean traceAsked() {
        String query = request.query();
        return query != null && ("&" + query + "&").contains("&include_route_trace=true&");
    }

    /** A call of a provider's own: only its path is read. */
    private Future<Ask> proxied() {
        String path = request.path();
        BodyFlow flowing = flow(settings.bodyLimit());
        if (announced() > settings.bodyLimit()) return Future.failedFuture(tooLarge(flowing));
        String below = path == null ? "" : path.substring(path.indexOf(PROXY) + PROXY.length());
        return Future.succeededFuture(FlowAsk.proxied(below, flowing, request));
    }

    /** A form with a file in it: read until it has named its model. */
    private Future<Ask> form() {
        FormScan scan = FormScan.of(request.getHeader(HttpHeaders.CONTENT_TYPE));
        if (scan == null) return Future.failedFuture(NO_FORM.raised());
        BodyFlow flowing = flow(settings.fileLimit() + FORM_SLACK);
        if (announced() > settings.fileLimit() + FORM_SLACK) return Future.failedFuture(tooLarge(flowing));
        flowing.watch(so -> look(scan, so));
        return form.future();
    }

    private BodyFlow flow(int limit) {
        var flowing = new BodyFlow(request, limit, settings.keptForRetry(), invitation).start();
        flow = flowing;
        return flowing;
    }

    private void look(FormScan scan, BodyFlow so) {
        if (form.future().isComplete()) return;
        progress.run();
        try {
            if (so.tooLarge()) throw tooLarge(so);
            FormScan.Model model = scan.find(so.soFar());
            if (model == null && !so.whole()) return;
            so.detach();
            if (model == null)
                throw Members.missing("model", "Name a model in a field of the form, for example \"whisper-1\".");
            form.complete(FlowAsk.form(surface, model, so, request));
        } catch (GatewayError.Raised wrong) {
            form.fail(wrong);
        }
    }

    private long announced() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private static GatewayError.Raised tooLarge(BodyFlow flow) {
        return GatewayError.of(413, GatewayError.INVALID, "request_too_large", flow.sentence())
                .raised();
    }

    /** No more is waited for. */
    void stop(GatewayError why) {
        if (reader != null) reader.stop(why);
        form.tryFail(why.raised());
    }

    /** The answer comes, and the caller still sends: that is of no use any more. */
    boolean unread() {
        return invitation.outstanding() || (flow != null && !flow.whole());
    }

    /** What may still come is thrown away. */
    void close() {
        if (flow != null) flow.drain();
    }
}
