package dev.keypool.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Answers everything that is not a chat: models, test calls, billing. Thread-safe; each call is confined to its event loop. */
final class OtherCalls {
    private final Vertx vertx;
    private final Shelf shelf;

    /** One such call. */
    record Errand(HttpServerRequest request, String path, Played played) {
        HttpServerResponse response() {
            return request.response();
        }

        boolean isPublic() {
            return played.isOpenRouter() && path.endsWith("/models");
        }

        void refuse(Refusal refusal) {
            Json.refuse(response(), played, refusal);
        }
    }

    OtherCalls(Vertx vertx, Shelf shelf) {
        this.vertx = vertx;
        this.shelf = shelf;
    }

    void handle(Errand errand) {
        if (errand.isPublic()) {
            Json.send(errand.response(), 200, ProviderPages.models());
            return;
        }
        ApiKey.of(errand.request())
                .ifPresentOrElse(key -> arrived(errand, key), () -> errand.refuse(Refusal.missingKey()));
    }

    private void arrived(Errand errand, String key) {
        KeyBook book = shelf.of(key);
        switch (book.arriveOther(errand.played())) {
            case Turn.Refused refused -> after(refused.latencyMs(), () -> errand.refuse(refused.refusal()));
            case Turn.Served served -> serve(errand, key, book, served);
        }
    }

    private void serve(Errand errand, String key, KeyBook book, Turn.Served served) {
        Mode mode = served.fault().mode();
        Incoming call = new Incoming(errand.request(), errand.path(), errand.played(), Buffer.buffer());
        String unsigned = Signature.wrong(call, served.behaviour().ways().secret());
        if (unsigned != null) {
            Json.refuse(errand.response(), ErrorForm.AWS, errand.played(), Refusal.badSignature(unsigned));
        } else if (mode == Mode.RESET) {
            Cut.reset(errand.request().connection());
        } else if (mode != Mode.SILENT) {
            int slow = mode == Mode.SLOW ? served.fault().delayMs() : 0;
            after(served.behaviour().pace().latencyMs() + slow, () -> answer(errand, key, book.bill()));
        }
    }

    private static void answer(Errand errand, String key, Bill bill) {
        if (ProviderPages.hidesCredits(errand.played(), errand.path(), bill)) {
            errand.refuse(ProviderPages.creditsForbidden());
        } else {
            Json.send(errand.response(), 200, ProviderPages.page(errand.played(), errand.path(), key, bill));
        }
    }

    private void after(int milliseconds, Runnable step) {
        if (milliseconds == 0) {
            step.run();
        } else {
            vertx.setTimer(milliseconds, timer -> step.run());
        }
    }
}
