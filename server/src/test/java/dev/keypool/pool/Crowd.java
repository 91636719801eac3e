package dev.keypool.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads that begin together. */
final class Crowd {
    private static final long PATIENCE_SECONDS = 60;

    private Crowd() {}

    /** What one of them does. */
    @FunctionalInterface
    interface Work<T> {
        T run(int thread) throws Exception;
    }

    /** What each thread found, in order of the threads. A thread that throws fails the test. */
    static <T> List<T> run(int threads, Work<T> work)
            throws InterruptedException, ExecutionException, TimeoutException {
        CyclicBarrier start = new CyclicBarrier(threads);
        try (ExecutorService crowd = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> pending = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                Callable<T> task = () -> {
                    start.await();
                    return work.run(thread);
                };
                pending.add(crowd.submit(task));
            }
            List<T> found = new ArrayList<>();
            try {
                for (Future<T> one : pending) found.add(one.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            } finally {
                crowd.shutdownNow();
            }
            return found;
        }
    }

    static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }
}
