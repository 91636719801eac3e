package dev.keypool.dialects;

import dev.keypool.dialects.Ask.Role;
import dev.keypool.dialects.Ask.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers a conversation: neighbours of one role become one turn, turns without parts vanish. Confined to one call. */
final class Turns {
    private final List<Turn> turns = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private @Nullable Role role;

    void add(Role speaker, List<? extends Part> said) {
        if (said.isEmpty()) return;
        if (role != null && role != speaker) flush();
        role = speaker;
        parts.addAll(said);
    }

    private void flush() {
        if (role != null && !parts.isEmpty()) turns.add(new Turn(role, parts));
        parts.clear();
    }

    List<Turn> all() {
        flush();
        role = null;
        return List.copyOf(turns);
    }
}
