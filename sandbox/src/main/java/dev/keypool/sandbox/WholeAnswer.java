package dev.keypool.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/** Plays an answer that is not streamed. Confined to its event loop. */
final class WholeAnswer {
    private final Visit visit;
    private final Performance performance;

    WholeAnswer(Visit visit, Performance performance) {
        this.visit = visit;
        this.performance = performance;
    }

    /** Cut, stalled and malformed answers were made whole, so the provider bills them whole. */
    void play() {
        Usage usage = performance.usage();
        visit.ifClientLeaves(() -> Ending.aborted(false, usage));
        switch (performance.mode()) {
            case BROKEN_STREAM -> visit.cutAfter(half(), performance.spoiled(usage));
            case STALLED_STREAM -> stall(usage);
            case MALFORMED_CHUNK -> send(half().toString(), performance.spoiled(usage));
            case ERROR_IN_200 -> send(errorBody(), performance.spoiled(Usage.NOTHING));
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
                    MISSING_DONE -> send(body(), Ending.answered(false, usage));
        }
    }

    private void send(String json, Ending ending) {
        visit.end(ending);
        Json.send(visit.response(), 200, json);
    }

    private void stall(Usage usage) {
        visit.ifClientLeaves(() -> performance.spoiled(usage));
        var _ = visit.response().write(half());
    }

    private void sendHeadFirst(Ending ending) {
        Buffer whole = Buffer.buffer(body());
        announce(whole.length());
        var _ = visit.response().writeHead();
        visit.after(performance.fault().delayMs(), () -> {
            visit.end(ending);
            var _ = visit.response().end(whole);
        });
    }

    private void announce(int length) {
        visit.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, Json.TYPE)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(length));
    }

    /** The first half of the body, under a head that promises all of it (unless it is sent as if it were the whole). */
    private Buffer half() {
        Buffer whole = Buffer.buffer(body());
        if (performance.mode() != Mode.MALFORMED_CHUNK) {
            announce(whole.length());
        }
        return whole.slice(0, whole.length() / 2);
    }

    private String body() {
        return performance.head("chat.completion") + ",\"choices\":"
                + performance.script().choices() + ",\"usage\":" + performance.usageJson() + "}";
    }

    private String errorBody() {
        String own = performance.fault().body();
        if (own != null) {
            return own;
        }
        if (!performance.played().isOpenRouter()) {
            return "{\"error\":" + performance.innerError() + "}";
        }
        return performance.head("chat.completion")
                + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
                + "\"finish_reason\":\"error\",\"error\":" + performance.innerError() + "}]}";
    }
}
