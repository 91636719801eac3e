package dev.keypool.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Supplier;

/** One billed call on its way: closes its books exactly once, whatever happens. Confined to its event loop. */
final class Visit {
    private final Vertx vertx;
    private final HttpServerRequest request;
    private final KeyBook book;
    private final ErrorForm errors;
    private Supplier<Ending> ifClientLeaves = () -> Ending.aborted(false, Usage.NOTHING);
    private boolean over;

    Visit(Vertx vertx, HttpServerRequest request, KeyBook book, ErrorForm errors) {
        this.vertx = vertx;
        this.request = request;
        this.book = book;
        this.errors = errors;
        request.response().closeHandler(closed -> end(ifClientLeaves.get()));
    }

    HttpServerResponse response() {
        return request.response();
    }

    /** How the call will have ended should the client go away from now on. */
    void ifClientLeaves(Supplier<Ending> ending) {
        ifClientLeaves = ending;
    }

    boolean isOver() {
        return over;
    }

    /** Closes the books. To be called before the last byte is written; only the first call counts. */
    void end(Ending ending) {
        if (!over) {
            over = true;
            book.end(ending);
        }
    }

    /** Goes on after that time, unless the client has left; at once when it is 0. */
    void after(int milliseconds, Runnable step) {
        if (milliseconds == 0) {
            step.run();
            return;
        }
        vertx.setTimer(milliseconds, timer -> {
            if (!over) {
                step.run();
            }
        });
    }

    void refuse(Played played, Refusal refusal) {
        end(Ending.refused(refusal.reason(), Usage.NOTHING));
        Json.refuse(response(), errors, played, refusal);
    }

    /** Ends the connection once that last piece is on its way. */
    void cutAfter(Buffer last, Ending ending) {
        end(ending);
        response().write(last).onComplete(written -> Cut.off(request.connection()));
    }

    void cut(Ending ending) {
        end(ending);
        Cut.off(request.connection());
    }

    void reset(Ending ending) {
        end(ending);
        Cut.reset(request.connection());
    }
}
