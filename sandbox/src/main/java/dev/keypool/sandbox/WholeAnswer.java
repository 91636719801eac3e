package dev.keypool.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/** Plays an answer that is not streamed. Confined to its event loop. */
final class WholeAnswer {
    private final Visit visit;
    private final Performance performance;
    private final Answer.Whole answer;

    WholeAnswer(Visit visit, Performance performance, Answer.Whole answer) {
        this.visit = visit;
        this.performance = performance;
        this.answer = answer;
    }

    /** Cut, stalled and malformed answers were made whole, so the provider bills them whole. */
    void play() {
        Usage usage = answer.usage();
        visit.ifClientLeaves(() -> Ending.aborted(false, usage));
        switch (performance.mode()) {
            case BROKEN_STREAM -> visit.cutAfter(half(), performance.spoiled(usage));
            case STALLED_STREAM -> stall(usage);
            case MALFORMED_CHUNK -> send(half(), performance.spoiled(usage));
            case ERROR_IN_200 -> send(Buffer.buffer(errorBody()), performance.spoiled(Usage.NOTHING));
            case SLOW_FIRST_TOKEN -> sendHeadFirst(Ending.answered(false, usage));
            case OK,
                    INVALID,
                    NO_CREDIT,
                    RATE_LIMITED,
                    ERROR_500,
                    ERROR_503,
                    OVERLOADED,
                    CONTEXT_TOO_LONG,
                    CONTENT_FILTER,
                    MODEL_NOT_FOUND,
                    TOO_LARGE,
                    CUSTOM,
                    SLOW,
                    SILENT,
                    RESET,
                    MISSING_DONE -> send(answer.body(), Ending.answered(false, usage));
        }
    }

    private void send(Buffer body, Ending ending) {
        visit.end(ending);
        if (!visit.response().closed()) {
            visit.response().setStatusCode(answer.status()).putHeader(HttpHeaders.CONTENT_TYPE, answer.type());
            var _ = visit.response().end(body);
        }
    }

    private void stall(Usage usage) {
        visit.ifClientLeaves(() -> performance.spoiled(usage));
        var _ = visit.response().write(half());
    }

    private void sendHeadFirst(Ending ending) {
        announce();
        var _ = visit.response().writeHead();
        visit.after(performance.fault().delayMs(), () -> {
            visit.end(ending);
            var _ = visit.response().end(answer.body());
        });
    }

    private void announce() {
        visit.response()
                .setStatusCode(answer.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, answer.type())
                .putHeader(
                        HttpHeaders.CONTENT_LENGTH,
                        Integer.toString(answer.body().length()));
    }

    /** The first half of the body, under a head that promises all of it (unless it is sent as if it were the whole). */
    private Buffer half() {
        if (performance.mode() != Mode.MALFORMED_CHUNK) {
            announce();
        }
        return answer.body().slice(0, answer.body().length() / 2);
    }

    private String errorBody() {
        String own = performance.fault().body();
        return own != null ? own : answer.error().get();
    }
}
