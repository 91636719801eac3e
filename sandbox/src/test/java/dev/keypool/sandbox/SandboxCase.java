package dev.keypool.sandbox;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A sandbox for all tests of a class, emptied before each, on a clock that stands still. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SandboxCase {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final String KEY = "sk-or-v1-made-up-key-of-this-test-123";

    final SettableClock clock = new SettableClock();
    final Sandbox sandbox;
    final Client client;

    SandboxCase() throws IOException {
        this(false);
    }

    SandboxCase(boolean strict) throws IOException {
        sandbox = Sandbox.start(SandboxSettings.free(clock).strict(strict));
        client = new Client(sandbox);
    }

    @BeforeAll
    void warm() {
        client.get("/_control/keys");
    }

    @BeforeEach
    void empty() {
        sandbox.reset();
    }

    @AfterAll
    void stop() {
        client.close();
        sandbox.close();
    }

    void fault(Fault fault) {
        sandbox.configure(KEY, sandbox.behaviour(KEY).fault(fault));
    }

    Books books() {
        return sandbox.books(KEY);
    }

    Books quietBooks() {
        return sandbox.awaitBooks(KEY, books -> books.inFlight() == 0, PATIENCE);
    }
}
