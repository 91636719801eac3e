package dev.keypool.routing;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A name for a ranked chain of models. Immutable.
 *
 * @param name as a request's {@code model} says it
 * @param useCase a sentence for whoever chooses, null when nobody wrote one
 * @param targets 1 to 32, best first, none twice; each a provider and its model, never another alias
 */
public record Alias(String name, @Nullable String useCase, List<Target> targets) {
    /** Most targets of one alias. */
    public static final int MOST_TARGETS = 32;

    private static final Pattern NAME = Pattern.compile("(?=.{1,64}$)[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*");

    public Alias {
        targets = List.copyOf(targets);
        if (!isName(name)) throw new IllegalArgumentException("'" + name + "' is no name of an alias");
        if (targets.isEmpty() || targets.size() > MOST_TARGETS)
            throw new IllegalArgumentException("An alias has 1 to " + MOST_TARGETS + " targets");
        if (new HashSet<>(targets).size() < targets.size())
            throw new IllegalArgumentException("The alias " + name + " has a target twice");
    }

    /** Whether an alias may be called so: 1 to 64 of {@code a-z 0-9 . _ - /}, each part beginning with a letter or digit. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
