package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * {@code POST …/audio/speech}: 100 bytes of noise for each character, after the head of the format, in the key's chunks and
 * pauses. The same text makes the same noise. Thread-safe.
 */
final class SpeechSurface implements Surface {
    private static final int BYTES_PER_CHARACTER = 100;
    private static final Map<String, String> TYPES = Map.of(
            "mp3", "audio/mpeg",
            "opus", "audio/opus",
            "aac", "audio/aac",
            "flac", "audio/flac",
            "wav", "audio/wav",
            "pcm", "audio/pcm");
    private static final Map<String, String> HEADS =
            Map.of("mp3", "ID3", "opus", "OggS", "flac", "fLaC", "wav", "RIFF");

    @Override
    public Ask read(Incoming call, KeyBehaviour behaviour) {
        ObjectNode json = call.json();
        if (json == null
                || !json.path("input").isTextual()
                || !json.path("voice").isTextual()) {
            return Ask.Wrong.because("Speech needs a JSON object with model, input and voice.");
        }
        String format = json.path("response_format").asText("mp3");
        if (!TYPES.containsKey(format)) {
            return Ask.Wrong.because(
                    "response_format must be mp3, opus, aac, flac, wav or pcm; it was " + format + ".");
        }
        String input = json.path("input").asText();
        return Ask.Call.plain(
                json.path("model").asText("tts-1"),
                Inputs.tokens(json.path("input")),
                performance -> new Answer.Pieces(
                        new NoiseFrames(
                                String.valueOf(TYPES.get(format)),
                                sound(input, HEADS.getOrDefault(format, "")),
                                performance),
                        performance.promptOnly()));
    }

    private static Buffer sound(String input, String head) {
        byte[] noise = new byte[BYTES_PER_CHARACTER * input.length()];
        new SplittableRandom(input.hashCode()).nextBytes(noise);
        return Buffer.buffer(head).appendBytes(noise);
    }

    /** Bytes in equal pieces; an error among them can only be an end that comes too early. */
    private record NoiseFrames(String type, Buffer sound, Performance performance) implements Frames {
        @Override
        public Buffer begin() {
            return Buffer.buffer();
        }

        @Override
        public int count() {
            return Math.min(performance.behaviour().pace().chunks(), sound.length());
        }

        @Override
        public Buffer chunk(int index) {
            long length = sound.length();
            return sound.slice((int) (length * index / count()), (int) (length * (index + 1) / count()));
        }

        @Override
        public Buffer finish(boolean complete) {
            return Buffer.buffer();
        }

        @Override
        public Buffer malformed() {
            return Buffer.buffer();
        }

        @Override
        public Buffer error() {
            return Buffer.buffer(performance.innerError());
        }
    }
}
