package dev.keypool.store;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits for the writer thread. */
sealed interface Job {
    /** Tells whoever waits that it will not be written. */
    void fail(Throwable fault);

    /** One item of a group commit. Immutable. */
    record Item<T>(CommitGroup<T> group, T content, Runnable committed, Consumer<Throwable> failed) implements Job {
        private static final Logger LOG = LoggerFactory.getLogger(Item.class);

        void succeed() {
            tell(committed);
        }

        @Override
        public void fail(Throwable fault) {
            tell(() -> failed.accept(fault));
        }

        /** A callback that breaks its promise not to throw must not take the writer thread with it. */
        private static void tell(Runnable callback) {
            try {
                callback.run();
            } catch (Throwable e) {
                LOG.error("A callback of a commit failed; what was written stands", e);
            }
        }
    }

    /** A transaction of its own whose caller waits. Immutable but for its answer. */
    record Single<T extends @Nullable Object>(Database.Work<T> work, CompletableFuture<T> answer) implements Job {
        /** Runs it; never throws. */
        void run(WritingConnection connection, StoreFaults faults) {
            try {
                answer.complete(connection.transact(work));
                faults.back();
            } catch (Throwable fault) {
                fail(faults.shown(fault));
            }
        }

        @Override
        public void fail(Throwable fault) {
            answer.completeExceptionally(fault);
        }
    }
}
