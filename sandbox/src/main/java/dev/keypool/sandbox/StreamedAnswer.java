package dev.keypool.sandbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** Plays a stream, each piece in a write of its own, as fast as the client reads. Confined to its event loop. */
final class StreamedAnswer {
    private final Visit visit;
    private final HttpServerResponse response;
    private final Performance performance;
    private final Frames frames;
    private final Usage usage;
    private final int chunks;
    private int sent;
    private boolean faultDone;

    StreamedAnswer(Visit visit, Performance performance, Answer.Pieces pieces) {
        this.visit = visit;
        this.response = visit.response();
        this.performance = performance;
        this.frames = pieces.frames();
        this.usage = pieces.usage();
        this.chunks = frames.count();
    }

    /** A client that leaves pays for the prompt and the chunks that were sent, nothing before the first. */
    void play() {
        visit.ifClientLeaves(() -> Ending.aborted(isStream(), delivered()));
        response.putHeader(HttpHeaders.CONTENT_TYPE, frames.type())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .setChunked(true);
        boolean slow = performance.mode() == Mode.SLOW_FIRST_TOKEN;
        Buffer overture = frames.overture();
        if (overture.length() > 0) {
            write(overture);
        } else if (slow) {
            var _ = response.writeHead();
        }
        visit.after(slow ? performance.fault().delayMs() : 0, this::begin);
    }

    private boolean isStream() {
        return performance.ask().stream();
    }

    private void begin() {
        if (!(performance.mode() == Mode.ERROR_IN_200 && faultIsDue())) {
            write(frames.begin());
        }
        goOn();
    }

    private void goOn() {
        while (!visit.isOver() && !(faultIsDue() && stopsHere())) {
            if (sent == chunks) {
                finish();
                return;
            }
            write(frames.chunk(sent++));
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
            case BROKEN_STREAM -> visit.cut(performance.spoiled(delivered()));
            case STALLED_STREAM -> visit.ifClientLeaves(() -> performance.spoiled(delivered()));
            case ERROR_IN_200 -> end(performance.spoiled(delivered()), error());
            case MALFORMED_CHUNK -> {
                write(frames.malformed());
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

    private Buffer error() {
        String own = performance.fault().body();
        return own != null ? frames.error(own) : frames.error();
    }

    private void finish() {
        boolean unended = performance.mode() == Mode.MISSING_DONE;
        boolean spoiled = unended || performance.mode() == Mode.MALFORMED_CHUNK;
        Ending ending = spoiled ? performance.spoiled(usage) : Ending.answered(isStream(), usage);
        end(ending, frames.finish(!unended));
    }

    private void end(Ending ending, Buffer last) {
        visit.end(ending);
        var _ = response.end(last);
    }

    private void write(Buffer piece) {
        if (piece.length() > 0) {
            var _ = response.write(piece);
        }
    }

    private Usage delivered() {
        return usage.delivered(sent, chunks);
    }
}
