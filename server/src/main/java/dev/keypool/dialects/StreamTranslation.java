package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Translates one stream, event by event. The last words, {@link #end}, are asked for apart: a good end is said only when its row is
 * in the ledger. Confined to one stream.
 */
public final class StreamTranslation {
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

    private final ProviderSide.StepReader reader;
    private final ClientSide.StepWriter writer;
    private final Asked asked;
    private final EventText out = new EventText();
    private @Nullable String model;
    private @Nullable TokenUsage usage;
    private @Nullable Money cost;
    private @Nullable Fault failure;
    private boolean started;
    private boolean substance;
    private boolean finished;
    private boolean ended;

    StreamTranslation(ProviderSide.StepReader reader, ClientSide.StepWriter writer, Asked asked) {
        this.reader = reader;
        this.writer = writer;
        this.asked = asked;
    }

    /**
     * What the client is told of one event, which may be nothing. Data that is no JSON object is a failure.
     *
     * @param bytes hold the event's data, lines already joined, from {@code from} up to, not including, {@code to}
     */
    public byte[] event(byte[] bytes, int from, int to) {
        if (isDone(bytes, from, to)) {
            reader.end(this::step);
            return out.take();
        }
        Optional<ObjectNode> event = Trees.object(bytes, from, to);
        if (event.isPresent()) read(event.get());
        else fail(new Fault("upstream_error", null, "The provider sent an event that is not one JSON object."));
        return out.take();
    }

    private void read(ObjectNode event) {
        Money said = Costs.of(event);
        if (said != null) cost = said;
        reader.read(event, this::step);
    }

    private static boolean isDone(byte[] bytes, int from, int to) {
        int start = from;
        int end = to;
        while (end > start && bytes[end - 1] <= ' ') end--;
        while (start < end && bytes[start] <= ' ') start++;
        if (end - start != DONE.length) return false;
        for (int i = 0; i < DONE.length; i++) if (bytes[start + i] != DONE[i]) return false;
        return true;
    }

    /** Providers begin with their id and model; where one does not, the client's dialect still needs its beginning. */
    private void step(Step step) {
        if (failure != null || ended) return;
        boolean first = step instanceof Step.Started;
        if (!started && !first) tell(new Step.Started(null, null));
        else if (started && first) return;
        tell(step);
    }

    private void tell(Step step) {
        switch (step) {
            case Step.Started begun -> {
                started = true;
                model = begun.model();
            }
            case Step.Used used -> usage = used.usage();
            case Step.Begun begun -> substance |= isSubstance(begun.head());
            case Step.More _, Step.Signed _ -> substance = true;
            case Step.Closed _ -> {}
            case Step.Stopped _ -> {
                substance = true;
                finished = true;
            }
            case Step.Ended _ -> ended = true;
            case Step.Failed failed -> fail(new Fault(failed.type(), failed.code(), failed.message()));
        }
        writer.write(step instanceof Step.Begun begun ? new Step.Begun(CallIds.named(begun.head(), asked)) : step, out);
    }

    /** A call is worth beginning the answer even without arguments; a text is none as long as it is empty. */
    private static boolean isSubstance(Part head) {
        return head instanceof Part.ToolCall || head instanceof Part.RedactedThinking;
    }

    private void fail(Fault fault) {
        if (failure == null) failure = fault;
    }

    /** Whether something worth beginning the answer was produced: text, a call, thinking, a stop. */
    public boolean substance() {
        return substance;
    }

    /** Whether the provider said why its answer stopped: from here on the stream is whole, even if its bytes end without a last event. */
    public boolean finished() {
        return finished && failure == null;
    }

    /** Whether the provider's last event was seen; nothing of interest follows. */
    public boolean ended() {
        return ended;
    }

    /** The model that served, null when the provider has not said. */
    public @Nullable String model() {
        return model;
    }

    /** Tokens as last reported, null when none were. */
    public @Nullable TokenUsage usage() {
        return usage;
    }

    /** The provider's own price, null when it names none. */
    public @Nullable Money cost() {
        return cost;
    }

    /** What the provider reported as error inside the stream, or what was wrong with its bytes. Its type, code and words are the provider's own. */
    public Optional<Fault> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * The last words of a good stream.
     *
     * @throws IllegalStateException when the stream is not {@link #finished}
     */
    public byte[] end() {
        if (!finished()) throw new IllegalStateException("The provider did not finish its answer");
        writer.end(out);
        return out.take();
    }

    /** The last words of a stream that broke: one event of the client's dialect that says so. The sentence is shown. */
    public byte[] broken(Fault fault) {
        writer.broken(fault, out);
        return out.take();
    }
}
