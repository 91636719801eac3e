package dev.keypool.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** Answers {@code POST …/chat/completions}. Thread-safe; each call is confined to its event loop. */
final class ChatCalls {
    private final Vertx vertx;
    private final Shelf shelf;
    private final InstantSource clock;
    private final AtomicLong answers = new AtomicLong();

    ChatCalls(Vertx vertx, Shelf shelf, InstantSource clock) {
        this.vertx = vertx;
        this.shelf = shelf;
        this.clock = clock;
    }

    /** A call counts when its body has arrived; a client that leaves before that was never there. */
    void handle(HttpServerRequest request, Played played) {
        request.body()
                .onSuccess(body -> ApiKey.of(request)
                        .ifPresentOrElse(
                                key -> arrived(request, played, shelf.of(key), body.getBytes()),
                                () -> Json.refuse(request.response(), played, Refusal.missingKey())));
    }

    private void arrived(HttpServerRequest request, Played played, KeyBook book, byte[] body) {
        Visit visit = new Visit(vertx, request, book);
        Turn turn = book.arrive(played, request.getHeader("X-Request-Id"), request.getHeader("X-Keypool-Attempt"));
        switch (turn) {
            case Turn.Refused refused ->
                visit.after(refused.latencyMs(), () -> visit.refuse(played, refused.refusal()));
            case Turn.Served served -> serve(visit, played, served, AskReader.read(body));
        }
    }

    private void serve(Visit visit, Played played, Turn.Served served, Ask ask) {
        switch (ask) {
            case Ask.Unreadable unreadable -> visit.refuse(played, Refusal.badRequest(unreadable.sentence()));
            case Ask.Chat chat -> play(visit, performance(played, served, chat));
        }
    }

    private Performance performance(Played played, Turn.Served served, Ask.Chat chat) {
        Integer max = chat.maxTokens();
        Script script = max == null ? served.script() : served.script().within(max);
        String id = (played.isOpenRouter() ? "gen-" : "chatcmpl-") + answers.incrementAndGet();
        long created = clock.instant().getEpochSecond();
        return new Performance(played, chat, served.fault(), script, served.behaviour(), id, created);
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
        if (performance.ask().stream()) {
            new StreamedAnswer(visit, performance).play();
        } else {
            new WholeAnswer(visit, performance).play();
        }
    }
}
