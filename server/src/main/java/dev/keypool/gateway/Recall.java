package dev.keypool.gateway;

import dev.keypool.gateway.AnswerCache.Kept;
import dev.keypool.ledger.Course;
import dev.keypool.ledger.Entry;
import dev.keypool.values.Money;
import dev.keypool.values.Uuid7;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives a caller who asked for it the answer that the very same request got before. Stateless. */
final class Recall {
    /** A longer answer is not kept. */
    static final int LONGEST = 1 << 20;
    /** Digests of larger requests are made on a worker thread. */
    private static final int QUICK = 64 << 10;

    private Recall() {}

    static boolean wanted(Ask ask) {
        return ask.options().cacheSeconds() != null && ask instanceof JsonAsk;
    }

    /**
     * What is known, null when nothing is.
     *
     * @param allowed whether there is anything that the caller may use: what he may not ask he may not recall
     */
    static Future<@Nullable Kept> find(Case chat, boolean allowed) {
        if (!allowed) return Future.succeededFuture();
        return digest(chat).map(digest -> chat.parts().cache().find(digest));
    }

    private static Future<String> digest(Case chat) {
        JsonAsk ask = (JsonAsk) chat.ask();
        byte[] body = ask.plain();
        if (body.length <= QUICK)
            return Future.succeededFuture(Digest.of(chat.caller().brand(), ask.surface(), ask.headers(), body));
        return chat.parts()
                .vertx()
                .executeBlocking(() -> Digest.of(chat.caller().brand(), ask.surface(), ask.headers(), body), false)
                .map(Objects::requireNonNull);
    }

    /** Keeps a good answer for the next time. */
    static void keep(Case chat, Attempt attempt, byte[] body, @Nullable Answer answer) {
        Integer seconds = chat.ask().options().cacheSeconds();
        if (seconds == null || body.length > LONGEST || !wanted(chat.ask())) return;
        var kept = new Kept(
                body,
                answer,
                attempt.target(),
                attempt.lease().key(),
                attempt.tally().model(),
                Duration.ofSeconds(seconds));
        digest(chat).onSuccess(digest -> chat.parts().cache().keep(digest, kept));
    }

    /** The row of an answer that no provider was asked for: it cost nothing and no key counts it. */
    static Future<Void> book(Case chat, Kept kept, long received) {
        Instant now = chat.parts().clock().instant();
        long micros = (chat.parts().nanos().getAsLong() - received) / 1_000;
        var entry = new Entry(
                Uuid7.of(now.toEpochMilli(), chat.parts().random()),
                chat.requestId(),
                chat.caller(),
                kept.key(),
                kept.target().provider(),
                chat.ask().model(),
                kept.servedModel(),
                now,
                null,
                "ok",
                200,
                null,
                Money.ZERO,
                false,
                new Entry.Timings(null, null, micros, micros),
                chat.ask().stream(),
                false);
        var course = new Course(chat.ask().surface().wire(), kept.target().model(), true, Course.Offsets.UNKNOWN);
        Promise<Void> committed = Promise.promise();
        Settlement.append(chat, entry.on(course), null, -1, committed);
        return committed.future();
    }
}
