package dev.keypool.dialects;

import dev.keypool.dialects.Ask.Role;
import dev.keypool.dialects.Ask.Turn;
import java.util.List;

/** Loops of tool calls: from the user's last own words on, calls and results alternate, and their reasoning is one train of thought. */
final class Loops {
    private Loops() {}

    /** Index of the first turn behind the user's last own words; the number of turns when these are the last. */
    static int start(List<Turn> turns) {
        for (int i = turns.size() - 1; i >= 0; i--) {
            Turn turn = turns.get(i);
            if (turn.role() == Role.USER && turn.parts().stream().anyMatch(Loops::isOwn)) return i + 1;
        }
        return 0;
    }

    /**
     * Index of the first turn that belongs to calls which were just answered, with or without words of the user beside the results:
     * Claude, when it thinks, wants these calls to have begun with a thought.
     */
    static int answered(List<Turn> turns) {
        for (int i = turns.size() - 1; i >= 0; i--) {
            Turn turn = turns.get(i);
            if (turn.role() == Role.USER && turn.parts().stream().noneMatch(Part.ToolResult.class::isInstance))
                return i + 1;
        }
        return 0;
    }

    private static boolean isOwn(Part part) {
        return !(part instanceof Part.ToolResult || part instanceof Part.CachePoint);
    }
}
