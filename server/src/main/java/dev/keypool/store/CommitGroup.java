package dev.keypool.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Items of one sort that are written together. {@link #submit} is thread-safe; everything else is confined to the writer
 * thread.
 */
final class CommitGroup<T> implements GroupCommit<T> {
    private final Database.BatchWork<T> work;
    private final Consumer<Job> queue;
    private final List<Job.Item<T>> batch = new ArrayList<>();

    CommitGroup(Database.BatchWork<T> work, Consumer<Job> queue) {
        this.work = work;
        this.queue = queue;
    }

    @Override
    public void submit(T item, Runnable committed, Consumer<Throwable> failed) {
        queue.accept(new Job.Item<>(this, item, committed, failed));
    }

    /** Adds an item to the next commit; true when it is the first of it. */
    boolean join(Job.Item<T> item) {
        batch.add(item);
        return batch.size() == 1;
    }

    /** Writes what joined in one transaction and tells everybody. Never throws. */
    void commit(WritingConnection connection, StoreFaults faults) {
        List<Job.Item<T>> items = List.copyOf(batch);
        batch.clear();
        try {
            write(connection, items);
        } catch (Throwable fault) {
            retry(connection, faults, items, fault);
            return;
        }
        faults.back();
        for (Job.Item<T> item : items) item.succeed();
    }

    /** When the store is away no item is to blame: they are tried together once more. Otherwise each stands for itself. */
    private void retry(WritingConnection connection, StoreFaults faults, List<Job.Item<T>> items, Throwable fault) {
        if (StoreFaults.isAway(fault)) {
            again(connection, faults, items);
        } else {
            for (Job.Item<T> item : items) again(connection, faults, List.of(item));
        }
    }

    private void again(WritingConnection connection, StoreFaults faults, List<Job.Item<T>> items) {
        try {
            write(connection, items);
        } catch (Throwable fault) {
            Throwable shown = faults.shown(fault);
            for (Job.Item<T> item : items) item.fail(shown);
            return;
        }
        faults.back();
        for (Job.Item<T> item : items) item.succeed();
    }

    private void write(WritingConnection connection, List<Job.Item<T>> items) {
        List<T> contents = new ArrayList<>(items.size());
        for (Job.Item<T> item : items) contents.add(item.content());
        connection.transact(handle -> {
            work.run(handle, contents);
            return true;
        });
    }
}
