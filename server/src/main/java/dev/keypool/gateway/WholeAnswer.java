package dev.keypool.gateway;

import dev.keypool.providers.Failure;
import dev.keypool.values.FailureClass;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;

/** Reads an answer that is not a stream: all of a good one, the first 64 KiB of an error. Confined to its attempt. */
final class WholeAnswer {
    private static final int ERROR_LIMIT = 64 << 10;

    private final Case chat;
    private final Attempt attempt;
    private final HttpClientResponse response;
    private final boolean good;
    private final Promise<Ending> done = Promise.promise();
    private @Nullable Bytes bytes;

    WholeAnswer(Case chat, Attempt attempt, HttpClientResponse response) {
        this.chat = chat;
        this.attempt = attempt;
        this.response = response;
        this.good = response.statusCode() >= 200 && response.statusCode() < 300;
    }

    Future<Ending> read() {
        attempt.moved();
        response.handler(this::chunk);
        response.endHandler(end -> complete());
        response.exceptionHandler(
                e -> done.tryComplete(refused("The provider broke the connection in the middle of its answer.")));
        return done.future();
    }

    private void chunk(Buffer chunk) {
        if (done.future().isComplete()) return;
        attempt.moved();
        Bytes so = bytes;
        if (so == null) bytes = so = Bytes.from(chunk.getBytes());
        else so.add(chunk.getBytes());
        if (good && so.size() > chat.parts().settings().answerLimit()) tooLong();
        // The rest of an error is of no use, and might never end.
        if (!good && so.size() >= ERROR_LIMIT) {
            complete();
            response.request().reset();
        }
    }

    /** A fault in here would be lost in the client, and the caller would wait for his time bound. */
    private void complete() {
        if (done.future().isComplete()) return;
        try {
            done.tryComplete(whole());
        } catch (RuntimeException fault) {
            done.tryFail(fault);
        }
    }

    private void tooLong() {
        done.tryComplete(refused("The provider's answer is larger than Keypool reads."));
        response.request().reset();
    }

    private Ending whole() {
        byte[] body = bytes == null ? new byte[0] : bytes.take();
        bytes = null;
        return good ? judged(body) : failed(body);
    }

    private Ending judged(byte[] body) {
        attempt.veil().cover(body, 0, body.length);
        Way.Taken taken = attempt.way().whole(body).orElse(null);
        if (taken == null || taken.answer().suspect()) {
            Failure hidden = chat.parts()
                    .classifier()
                    .hidden(attempt.provider(), body, chat.parts().clock().instant())
                    .orElse(null);
            if (hidden != null) return new Ending.Refused(attempt.veil().over(hidden), null);
        }
        if (taken == null)
            return refused("The provider's answer is not one JSON object of the kind that was asked for.");
        if (chat.ask().stream()) return refused("The provider was asked for a stream and did not send one.");
        attempt.tally().add(taken.answer());
        attempt.tally().begun();
        return new Ending.Whole(taken.body(), taken.answer());
    }

    private Ending failed(byte[] body) {
        byte[] read = body.length <= ERROR_LIMIT ? body : java.util.Arrays.copyOf(body, ERROR_LIMIT);
        Failure failure = chat.parts()
                .classifier()
                .classify(
                        attempt.provider(),
                        response.statusCode(),
                        response::getHeader,
                        read,
                        chat.parts().clock().instant());
        return new Ending.Refused(attempt.veil().over(failure), body);
    }

    private Ending refused(String sentence) {
        return new Ending.Refused(attempt.failure(FailureClass.PROVIDER_ERROR, sentence), null);
    }
}
