package dev.keypool.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** Plays a stream of server-sent events, each in a write of its own, as fast as the client reads. Confined to its event loop. */
final class StreamedAnswer {
    private static final CharSequence TYPE = HttpHeaders.createOptimized("text/event-stream");
    private static final String COMMENT = ": OPENROUTER PROCESSING\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final Visit visit;
    private final HttpServerResponse response;
    private final Performance performance;
    private final String head;
    private final int chunks;
    private int sent;
    private boolean faultDone;

    StreamedAnswer(Visit visit, Performance performance) {
        this.visit = visit;
        this.response = visit.response();
        this.performance = performance;
        this.head = performance.head("chat.completion.chunk");
        this.chunks = performance.script().deltas().size();
    }

    /** A client that leaves pays for the prompt and the chunks that were sent, nothing before the first. */
    void play() {
        visit.ifClientLeaves(() -> Ending.aborted(true, delivered()));
        response.putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .setChunked(true);
        boolean slow = performance.mode() == Mode.SLOW_FIRST_TOKEN;
        if (performance.played().isOpenRouter()) {
            write(COMMENT);
        } else if (slow) {
            var _ = response.writeHead();
        }
        visit.after(slow ? performance.fault().delayMs() : 0, this::begin);
    }

    private void begin() {
        if (!(performance.mode() == Mode.ERROR_IN_200 && faultIsDue())) {
            write(event("[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]"));
        }
        goOn();
    }

    private void goOn() {
        while (!visit.isOver() && !(faultIsDue() && stopsHere())) {
            if (sent == chunks) {
                finish();
                return;
            }
            write(event(performance.script().deltas().get(sent++)));
            int pause = performance.behaviour().pace().chunkPauseMs();
            if (pause > 0) {
                visit.after(pause, this::goOn);
                return;
            }
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> goOn());
                return;
            }
        }
    }

    private boolean faultIsDue() {
        return !faultDone && sent == Math.min(performance.fault().afterChunks(), chunks);
    }

    /** Lets the fault happen; true when nothing more is to be sent. */
    private boolean stopsHere() {
        faultDone = true;
        switch (performance.mode()) {
            case BROKEN_STREAM -> breakOff();
            case STALLED_STREAM -> visit.ifClientLeaves(() -> performance.spoiled(delivered()));
            case ERROR_IN_200 -> end(performance.spoiled(delivered()), errorEvent());
            case MALFORMED_CHUNK -> {
                write("data: " + head + ",\"choices\":[{\"index\":0,\"del\n\n");
                return false;
            }
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
                    SLOW_FIRST_TOKEN,
                    SILENT,
                    RESET,
                    MISSING_DONE -> {
                return false;
            }
        }
        return true;
    }

    private void breakOff() {
        visit.cut(performance.spoiled(delivered()));
    }

    private void finish() {
        Usage usage = performance.usage();
        boolean spoiled = performance.mode() == Mode.MISSING_DONE || performance.mode() == Mode.MALFORMED_CHUNK;
        Ending ending = spoiled ? performance.spoiled(usage) : Ending.answered(true, usage);
        String done = performance.mode() == Mode.MISSING_DONE ? "" : DONE;
        end(ending, finishEvents() + done);
    }

    private void end(Ending ending, String last) {
        visit.end(ending);
        var _ = response.end(last);
    }

    private String finishEvents() {
        String finish = "\"finish_reason\":\"" + performance.script().finish() + "\"}]";
        String choices = "[{\"index\":0,\"delta\":{}," + finish;
        String usage = performance.usageJson();
        return switch (performance.played().usagePlace()) {
            case LAST_CHUNK_WHEN_ASKED -> event(choices) + usageWhenAsked(usage);
            case LAST_CHUNK_ALWAYS ->
                event(choices)
                        + event(
                                "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}," + finish,
                                ",\"usage\":" + usage);
            case FINISH_CHUNK -> event(choices, ",\"usage\":" + usage);
            case GROQ ->
                event(choices, ",\"x_groq\":{\"id\":\"" + performance.id() + "\",\"usage\":" + usage + "}")
                        + usageWhenAsked(usage);
        };
    }

    private String usageWhenAsked(String usage) {
        return performance.ask().includeUsage() ? event("[]", ",\"usage\":" + usage) : "";
    }

    private String errorEvent() {
        String own = performance.fault().body();
        if (own != null) {
            return "data: " + own + "\n\n";
        }
        String error = ",\"error\":" + performance.innerError();
        if (performance.played().isOpenRouter()) {
            return event("[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]", error);
        }
        return "data: {" + error.substring(1) + "}\n\n";
    }

    private String event(String choices) {
        return event(choices, "");
    }

    private String event(String choices, String more) {
        return "data: " + head + ",\"choices\":" + choices + more + "}\n\n";
    }

    private void write(String events) {
        var _ = response.write(Buffer.buffer(events));
    }

    private Usage delivered() {
        return performance.usage().delivered(sent, chunks);
    }
}
