package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.keypool.metering.WorstCase;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests whose answer costs nothing beyond what was sent: embeddings, rerank, moderations. */
abstract class InputMembers extends Members {
    private final Set<String> plain;
    private @Nullable String beyond;

    /** @param plain members that cost no more than their tokens */
    InputMembers(Bounds bounds, Set<String> plain) {
        super(bounds);
        this.plain = plain;
    }

    @Override
    void member(JsonParser p, String name) throws IOException {
        if (!plain.contains(name) && !p.hasToken(JsonToken.VALUE_NULL)) beyond(name);
        known(p, name);
    }

    /** Reads a member from its value to the end of it. */
    abstract void known(JsonParser p, String name) throws IOException;

    final void beyond(String name) {
        if (beyond == null) beyond = name;
    }

    @Override
    WorstCase.Size size(int bytes) {
        return new WorstCase.Size(bytes, 0L, 1, false, beyond);
    }

    /** Counts the items of a list that the parser stands at, and reads past it; objects in it are more than text. */
    final int items(JsonParser p, String name) throws IOException {
        int items = 0;
        for (JsonToken item = p.nextToken(); item != JsonToken.END_ARRAY; item = p.nextToken()) {
            items++;
            if (item == JsonToken.START_OBJECT) beyond(name);
            p.skipChildren();
        }
        return items;
    }

    /** {@code input}: a text, or a list of anything. */
    static final class Embeddings extends InputMembers {
        private static final int MOST_INPUTS = 2_048;

        Embeddings(Bounds bounds) {
            super(bounds, Set.of("model", "input", "dimensions", "encoding_format", "user", "input_type", "truncate"));
        }

        @Override
        void known(JsonParser p, String name) throws IOException {
            switch (name) {
                case "input" -> input(p, name);
                case "dimensions" -> bounds.whole(p, name, 1, 65_536);
                case "encoding_format" -> bounds.word(p, name, Set.of("float", "base64"));
                default -> p.skipChildren();
            }
        }

        private void input(JsonParser p, String name) throws IOException {
            once(name);
            if (p.hasToken(JsonToken.VALUE_STRING)) {
                p.skipChildren();
                return;
            }
            String sentence = "input must be a text, or a list of 1 to " + MOST_INPUTS + " texts or lists of tokens.";
            if (!p.hasToken(JsonToken.START_ARRAY)) throw wrong(name, sentence);
            int tokens = 0;
            int inputs = 0;
            for (JsonToken item = p.nextToken(); item != JsonToken.END_ARRAY; item = p.nextToken()) {
                if (item == JsonToken.VALUE_NUMBER_INT) tokens++;
                else inputs++;
                if (item == JsonToken.START_OBJECT) beyond(name);
                p.skipChildren();
            }
            if (tokens + inputs == 0 || inputs > MOST_INPUTS) throw wrong(name, sentence);
        }

        @Override
        void complete() {
            need("input", "Send a text or a list of texts.");
        }
    }

    /** A query and the documents to put in order. */
    static final class Rerank extends InputMembers {
        Rerank(Bounds bounds) {
            super(
                    bounds,
                    Set.of(
                            "model",
                            "query",
                            "documents",
                            "top_n",
                            "return_documents",
                            "max_tokens_per_doc",
                            "max_chunks_per_doc",
                            "overlap_tokens",
                            "rank_fields",
                            "instruction"));
        }

        @Override
        void known(JsonParser p, String name) throws IOException {
            switch (name) {
                case "query" -> {
                    once(name);
                    p.skipChildren();
                }
                case "documents" -> {
                    once(name);
                    if (!p.hasToken(JsonToken.START_ARRAY) || items(p, name) == 0)
                        throw wrong(name, "documents must be a list of at least one document.");
                }
                case "top_n" -> bounds.whole(p, name, 1, Integer.MAX_VALUE);
                default -> p.skipChildren();
            }
        }

        /** Rerankers are priced by search as often as by token: no bound is known. */
        @Override
        WorstCase.Size size(int bytes) {
            beyond("documents");
            return super.size(bytes);
        }

        @Override
        void complete() {
            need("query", "Send what the documents are to be held against.");
            need("documents", "Send a list of documents.");
        }
    }

    /** {@code input}: a text, or a list of texts or objects. The model may be left out. */
    static final class Moderations extends InputMembers {
        Moderations(Bounds bounds) {
            super(bounds, Set.of("model", "input"));
        }

        @Override
        void known(JsonParser p, String name) throws IOException {
            if (name.equals("input")) {
                once(name);
                if (p.hasToken(JsonToken.START_ARRAY)) {
                    if (items(p, name) == 0) throw wrong(name, "input must not be an empty list.");
                    return;
                }
                if (!p.hasToken(JsonToken.VALUE_STRING))
                    throw wrong(name, "input must be a text, or a list of texts or objects.");
            }
            p.skipChildren();
        }

        @Override
        String usualModel() {
            return "omni-moderation-latest";
        }

        @Override
        void complete() {
            need("input", "Send the text to judge.");
        }
    }
}
