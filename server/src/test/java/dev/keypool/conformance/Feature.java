package dev.keypool.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.sandbox.Books;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Mode;
import dev.keypool.sandbox.Reply;
import java.util.List;
import java.util.function.Function;

/** What is tried with each client, and how it is seen that it works. */
enum Feature {
    CHAT("chat") {
        @Override
        void check(Function<Line, Sdk> client, Stand stand) throws Exception {
            try (Sdk sdk = client.apply(stand.line())) {
                assertEquals(Reply.USUAL.text(), sdk.say("Hello there"));
            }
            assertEquals(1, stand.books().answered());
        }
    },
    STREAMING("streaming") {
        @Override
        void check(Function<Line, Sdk> client, Stand stand) throws Exception {
            try (Sdk sdk = client.apply(stand.line())) {
                List<String> pieces = sdk.stream("Hello there");
                assertEquals(Reply.USUAL.text(), String.join("", pieces));
                assertTrue(pieces.size() > 1, "the answer came in one piece: " + pieces);
            }
            assertEquals(1, stand.quietBooks().counts().streams().completed());
        }
    },
    TOOLS("tools") {
        @Override
        void check(Function<Line, Sdk> client, Stand stand) throws Exception {
            try (Sdk sdk = client.apply(stand.line())) {
                assertTalk(sdk.useTool(TO_USE));
            }
            assertEquals(2, stand.books().answered());
        }
    },
    STREAMED_TOOLS("tools, streamed") {
        @Override
        void check(Function<Line, Sdk> client, Stand stand) throws Exception {
            try (Sdk sdk = client.apply(stand.line())) {
                assertTalk(sdk.useToolStreamed(TO_USE));
            }
            assertEquals(2, stand.quietBooks().counts().streams().completed());
        }
    },
    STRUCTURED("structured output") {
        @Override
        void check(Function<Line, Sdk> client, Stand stand) throws Exception {
            try (Sdk sdk = client.apply(stand.line())) {
                assertEquals(new Sdk.Person("sandbox", 7), sdk.structured("Who are you?"));
            }
        }
    },
    IMAGES("images") {
        @Override
        void check(Function<Line, Sdk> client, Stand stand) throws Exception {
            try (Sdk sdk = client.apply(stand.line())) {
                assertEquals(Reply.USUAL.text(), sdk.look("What is this?", DOT));
            }
            assertTrue(stand.lastBody().contains(DOT), "the picture did not come to the provider");
        }
    },
    EMBEDDINGS("embeddings") {
        @Override
        void check(Function<Line, Sdk> client, Stand stand) throws Exception {
            try (Sdk sdk = client.apply(stand.line())) {
                List<float[]> vectors = sdk.embed(List.of("one", "two"));
                assertEquals(2, vectors.size());
                assertEquals(16, vectors.getFirst().length);
                assertTrue(vectors.getFirst()[0] != vectors.getLast()[0], "two texts have one vector");
            }
        }
    },
    /** A provider's word about the request, and the caller's own wrong token, each with its status. */
    ERRORS("errors") {
        @Override
        void check(Function<Line, Sdk> client, Stand stand) throws Exception {
            stand.play(KeyBehaviour.OK.mode(Mode.CONTEXT_TOO_LONG));
            try (Sdk sdk = client.apply(stand.line())) {
                assertEquals(400, sdk.failure("Hello there"));
            }
            try (Sdk sdk = client.apply(stand.line().withToken("cli_x:sk_y:secret_z"))) {
                assertEquals(401, sdk.failure("Hello there"));
            }
        }
    },
    /** The provider sees that the caller has gone, long before the stream would have ended. */
    CANCELLATION("cancellation") {
        @Override
        void check(Function<Line, Sdk> client, Stand stand) throws Exception {
            stand.play(KeyBehaviour.OK.chunks(100, 50));
            try (Sdk sdk = client.apply(stand.line())) {
                sdk.leave("Hello there");
                Books books = stand.quietBooks();
                assertEquals(1, books.counts().abortedByClient(), books.toString());
            }
        }
    };

    /** A PNG of one pixel. */
    private static final String DOT =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    private static final String TO_USE = "Please use tool";

    private final String title;

    Feature(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    private static void assertTalk(Sdk.Talk talk) throws Exception {
        assertEquals(Sdk.TOOL, talk.tool());
        assertEquals(Persons.tree("{\"city\":\"sandbox\"}"), Persons.tree(talk.arguments()));
        assertTrue(talk.answer().contains("The tool said: "), talk.answer());
        assertTrue(talk.answer().contains(Sdk.TOOL_SAYS), talk.answer());
    }

    abstract void check(Function<Line, Sdk> client, Stand stand) throws Exception;
}
