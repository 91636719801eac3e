package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class StrictTest extends SandboxCase {
    StrictTest() throws IOException {
        super(true);
    }

    @Test
    void aStrictSandboxRefusesKeysThatNobodyConfigured() {
        assertEquals(401, client.chat("groq", KEY).statusCode());
        assertEquals(
                401,
                client.get("/groq/v1/models", "Authorization", "Bearer " + KEY).statusCode());
        assertEquals(1, books().refused("unknown_key"));
        sandbox.configure(KEY, KeyBehaviour.OK);
        assertEquals(200, client.chat("groq", KEY).statusCode());
        assertEquals(
                200,
                client.get("/groq/v1/models", "Authorization", "Bearer " + KEY).statusCode());
    }
}
