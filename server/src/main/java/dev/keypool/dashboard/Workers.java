package dev.keypool.dashboard;

import dev.keypool.http.Answer;
import dev.keypool.http.ErrorTable;
import dev.keypool.values.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what may block, each on a virtual thread. Thread-safe. */
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final ThreadFactory threads =
            Thread.ofVirtual().name("dashboard-", 0).factory();

    /** To be called on the request's event loop, which sends the answer too. */
    void answer(Reply reply, Supplier<Answer> work) {
        Context loop = Objects.requireNonNull(Vertx.currentContext());
        threads.newThread(() -> {
                    Answer answer = run(reply, work);
                    loop.runOnContext(v -> reply.send(answer));
                })
                .start();
    }

    private static Answer run(Reply reply, Supplier<Answer> work) {
        try {
            return work.get();
        } catch (Refusal refusal) {
            return ErrorTable.answer(refusal, reply.requestId());
        } catch (RuntimeException fault) {
            LOG.error("Request {} to {} failed", reply.requestId(), reply.path(), fault);
            return ErrorTable.internal(reply.requestId());
        }
    }
}
