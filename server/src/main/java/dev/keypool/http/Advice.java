package dev.keypool.http;

import java.util.Collection;

/** What to do about a name that is not known. Stateless. */
final class Advice {
    private Advice() {}

    static String instead(String name, Collection<String> known) {
        if (known.isEmpty()) return "None is taken; leave it out.";
        return Nearest.of(name, known)
                .map(nearest -> "Did you mean " + nearest + "?")
                .orElseGet(() -> "Leave it out, or use one of: " + String.join(", ", known) + ".");
    }
}
