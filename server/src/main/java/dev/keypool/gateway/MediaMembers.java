package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.keypool.metering.WorstCase;
import java.io.IOException;
import java.util.Set;

/** Requests that are answered by pictures or sound: what they cost is no matter of tokens. */
abstract class MediaMembers extends Members {
    private static final int LONGEST_PROMPT = 32_000;
    private static final int LONGEST_SPEECH = 4_096;

    MediaMembers(Bounds bounds) {
        super(bounds);
    }

    /** A text of at least one character; returns how many it has. */
    final int text(JsonParser p, String name, int most) throws IOException {
        once(name);
        String text = p.hasToken(JsonToken.VALUE_STRING) ? p.getText() : "";
        int length = text.codePointCount(0, text.length());
        if (length < 1 || length > most)
            throw wrong(
                    name,
                    name + " must be a text of 1 to " + most + " characters; it has "
                            + (length == 0 ? "none." : length + "."));
        return length;
    }

    /** Pictures from words. */
    static final class Images extends MediaMembers {
        private int pictures = 1; // Of two counts the larger: a provider may read either.

        Images(Bounds bounds) {
            super(bounds);
        }

        @Override
        void member(JsonParser p, String name) throws IOException {
            switch (name) {
                case "prompt" -> text(p, name, LONGEST_PROMPT);
                case "n" -> {
                    Integer sent = bounds.whole(p, name, 1, 10);
                    if (sent != null) pictures = Math.max(pictures, sent);
                }
                case "response_format" -> bounds.word(p, name, Set.of("url", "b64_json"));
                default -> p.skipChildren();
            }
        }

        @Override
        void complete() {
            need("prompt", "Say what is to be seen.");
        }

        @Override
        WorstCase.Size size(int bytes) {
            return WorstCase.Size.pictures(bytes, pictures);
        }
    }

    /** Sound from words. */
    static final class Speech extends MediaMembers {
        private static final Set<String> FORMATS = Set.of("mp3", "opus", "aac", "flac", "wav", "pcm");
        private int characters;

        Speech(Bounds bounds) {
            super(bounds);
        }

        @Override
        void member(JsonParser p, String name) throws IOException {
            switch (name) {
                case "input" -> characters = text(p, name, LONGEST_SPEECH);
                case "voice" -> voice(p, name);
                case "response_format" -> format(p, name);
                case "speed" -> bounds.number(p, name, 0.25, 4.0);
                default -> p.skipChildren();
            }
        }

        /** A name; which there are, the model knows. Some take an object that names a voice of one's own. */
        private void voice(JsonParser p, String name) throws IOException {
            once(name);
            boolean named = p.hasToken(JsonToken.VALUE_STRING) && !p.getText().isBlank();
            if (!named && !p.hasToken(JsonToken.START_OBJECT))
                throw GatewayError.invalid(name, "invalid_voice", "voice must name a voice, such as \"alloy\".")
                        .raised();
            p.skipChildren();
        }

        private void format(JsonParser p, String name) throws IOException {
            if (p.hasToken(JsonToken.VALUE_NULL)) return;
            if (p.hasToken(JsonToken.VALUE_STRING) && FORMATS.contains(p.getText())) return;
            throw GatewayError.invalid(
                            name,
                            "invalid_response_format",
                            "response_format must be one of mp3, opus, aac, flac, wav and pcm.")
                    .raised();
        }

        @Override
        void complete() {
            need("input", "Send the text to speak.");
            need("voice", "Name a voice, such as \"alloy\".");
        }

        @Override
        WorstCase.Size size(int bytes) {
            return WorstCase.Size.characters(bytes, characters);
        }
    }
}
