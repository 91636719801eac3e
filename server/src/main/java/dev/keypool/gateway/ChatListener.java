package dev.keypool.gateway;

import dev.keypool.gateway.StreamEvent.Found;
import java.nio.charset.StandardCharsets;

/**
 * Hears the chunks of OpenAI's chat and completions. A stream without {@code [DONE]} is complete when a finish reason was
 * seen and it ended cleanly, since some providers never send one; the caller gets it from us then, for it is how he knows a
 * whole answer from a broken one. Confined to its attempt.
 */
final class ChatListener implements Listener {
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Tally tally;
    private final boolean hidesUsage;
    private boolean chunkSeen;
    private boolean finished;

    /** @param hidesUsage whether the provider is asked for usage that the caller did not ask for */
    ChatListener(Tally tally, boolean hidesUsage) {
        this.tally = tally;
        this.hidesUsage = hidesUsage;
    }

    @Override
    public int hear(StreamEvent event, boolean begun) {
        if (event.done()) return chunkSeen ? LAST : LAST | HIDE;
        return begun ? later(event) : early(event);
    }

    /** An event before the first of substance. */
    private int early(StreamEvent event) {
        Answer answer =
                AnswerScan.chunk(event.bytes(), event.from(), event.to()).orElse(null);
        if (answer == null) return SUSPECT | BROKEN;
        chunkSeen = true;
        int heard = answer.suspect() ? SUSPECT : 0;
        if (answer.substance()) heard |= SUBSTANCE;
        return heard | note(answer);
    }

    /** Most events go to the caller after a glance at their bytes. */
    private int later(StreamEvent event) {
        int found = event.look(tally.said());
        if (found == 0) return 0;
        if ((found & Found.NO_OBJECT) != 0) return BROKEN;
        finished |= (found & Found.FINISH) != 0;
        if ((found & (Found.USAGE | Found.ERROR)) == 0) return 0;
        Answer answer =
                AnswerScan.chunk(event.bytes(), event.from(), event.to()).orElse(null);
        boolean suspect = (found & Found.ERROR) != 0 && (answer == null || answer.suspect());
        return (suspect ? SUSPECT : 0) | (answer == null ? 0 : note(answer));
    }

    /** Notes what it tells; the extra usage chunk that the caller did not ask for is hidden. */
    private int note(Answer answer) {
        tally.add(answer);
        finished |= answer.finished();
        return hidesUsage && answer.choices() == 0 && answer.usage() != null ? HIDE : 0;
    }

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public byte[] farewell() {
        return DONE.clone();
    }
}
