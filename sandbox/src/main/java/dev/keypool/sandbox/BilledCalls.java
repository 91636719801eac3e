package dev.keypool.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Answers the calls that are counted and billed, on any surface. Thread-safe; each call is confined to its event loop. */
final class BilledCalls {
    private final Vertx vertx;
    private final Shelf shelf;
    private final InstantSource clock;
    private final AtomicLong answers = new AtomicLong();

    BilledCalls(Vertx vertx, Shelf shelf, InstantSource clock) {
        this.vertx = vertx;
        this.shelf = shelf;
        this.clock = clock;
    }

    /** A call counts when its body has arrived; a client that leaves before that was never there. */
    void handle(HttpServerRequest request, String path, Surface surface) {
        Played played = Played.of(path);
        request.body().onSuccess(body -> keyed(new Incoming(request, path, played, body), surface));
    }

    private void keyed(Incoming call, Surface surface) {
        ApiKey.of(call.request())
                .ifPresentOrElse(
                        key -> arrived(call, surface, shelf.of(key)),
                        () -> Json.refuse(
                                call.request().response(), surface.errors(), call.played(), Refusal.missingKey()));
    }

    private void arrived(Incoming call, Surface surface, KeyBook book) {
        Visit visit = new Visit(vertx, call.request(), book, surface.errors());
        switch (book.arrive(call)) {
            case Turn.Refused refused ->
                visit.after(refused.latencyMs(), () -> visit.refuse(call.played(), refused.refusal()));
            case Turn.Served served -> serve(visit, call, surface, served);
        }
    }

    private void serve(Visit visit, Incoming call, Surface surface, Turn.Served served) {
        switch (surface.read(call, served.behaviour())) {
            case Ask.Wrong wrong -> visit.refuse(call.played(), wrong.refusal());
            case Ask.Call ask -> play(visit, performance(call.played(), ask, surface.errors(), served));
        }
    }

    private Performance performance(Played played, Ask.Call ask, ErrorForm errors, Turn.Served served) {
        Integer max = ask.maxTokens();
        Script script = Scripts.of(served.script(), ask.wish(), served.behaviour());
        return new Performance(
                played,
                ask,
                errors,
                served.fault(),
                max == null ? script : script.within(max),
                served.behaviour(),
                answers.incrementAndGet(),
                clock.instant().getEpochSecond());
    }

    private static void play(Visit visit, Performance performance) {
        Ending gone = performance.spoiled(Usage.NOTHING);
        if (performance.mode() == Mode.RESET) {
            visit.reset(gone);
        } else if (performance.mode() == Mode.SILENT) {
            visit.ifClientLeaves(() -> gone);
        } else {
            int slow = performance.mode() == Mode.SLOW ? performance.fault().delayMs() : 0;
            visit.after(performance.behaviour().pace().latencyMs() + slow, () -> answer(visit, performance));
        }
    }

    private static void answer(Visit visit, Performance performance) {
        switch (answer(performance)) {
            case Answer.Whole whole -> new WholeAnswer(visit, performance, whole).play();
            case Answer.Pieces pieces -> new StreamedAnswer(visit, performance, pieces).play();
        }
    }

    private static Answer answer(Performance performance) {
        String shape = performance.behaviour().ways().shape();
        return shape != null && performance.ask().stream()
                ? new Answer.Pieces(new ShapeFrames(shape, performance), Shapes.USAGE)
                : performance.ask().play().answer(performance);
    }
}
