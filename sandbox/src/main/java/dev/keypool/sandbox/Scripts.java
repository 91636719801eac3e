package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What a wish makes of a key's usual answer. */
final class Scripts {
    /** The most of a tool's result that is repeated. */
    private static final int REPEATED = 200;

    private Scripts() {}

    static Script of(Script usual, Wish wish, KeyBehaviour behaviour) {
        if (wish.equals(Wish.NONE) || !wish.called(behaviour.ways()).isEmpty()) {
            return usual;
        }
        JsonNode schema = wish.schema();
        String result = wish.toolResult();
        Script script = usual;
        if (schema != null) {
            script = usual.saying(new Fitting(schema).value().toString(), "stop");
        } else if (result != null) {
            script = usual.saying("The tool said: " + result.substring(0, Math.min(REPEATED, result.length())), "stop");
        }
        return stopped(script, wish.stops());
    }

    private static Script stopped(Script script, List<String> stops) {
        int end = stops.stream()
                .mapToInt(stop -> stop.isEmpty() ? -1 : script.text().indexOf(stop))
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
        return end < 0 ? script : script.saying(script.text().substring(0, end), "stop_sequence");
    }
}
