package dev.keypool.http;

import dev.keypool.values.Refusal;
import dev.keypool.values.Refusal.Fault;
import java.util.ArrayList;
import java.util.List;

/** Collects all faults of one request, up to a number that still makes a readable answer. Confined to its request. */
final class Faults {
    private static final int MOST = 100;

    private final List<Fault> found = new ArrayList<>();

    void add(List<String> loc, String msg, String type) {
        if (!full()) found.add(new Fault(loc, msg, type));
    }

    /** True when more would not be listed, so that checking may stop. */
    boolean full() {
        return found.size() >= MOST;
    }

    /** True when a fault of that place is already listed. */
    boolean knows(List<String> loc) {
        return found.stream().anyMatch(fault -> fault.loc().equals(loc));
    }

    /** Throws them all in one refusal, if there are any. */
    void refuse() {
        if (!found.isEmpty()) throw Refusal.invalid(found);
    }

    /** Throws them together with a body that could not be read at all. */
    Refusal with(Refusal unreadable) {
        found.add(new Fault(List.of("body"), unreadable.sentence(), unreadable.code()));
        return new Refusal(unreadable.kind(), unreadable.code(), unreadable.sentence(), found, unreadable.headers());
    }
}
