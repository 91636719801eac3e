package dev.keypool.routing;

import dev.keypool.values.Allowance;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which models an agent may use, within what its brand may: its list, read as a brand's ({@link ModelPatterns}), and of that, if
 * it is so bound, what costs nothing. Immutable.
 */
public final class AgentModels {
    private static final int MOST_SHOWN = 5;
    private static final int LONGEST_SHOWN = 100;

    private final @Nullable List<String> words;
    private final ModelPatterns patterns;
    private final boolean freeOnly;

    private AgentModels(@Nullable List<String> words, ModelPatterns patterns, boolean freeOnly) {
        this.words = words;
        this.patterns = patterns;
        this.freeOnly = freeOnly;
    }

    /**
     * Reads the terms. A pattern that is none, as an earlier version let in, allows nothing.
     *
     * @param providers all names of the catalogue
     */
    public static AgentModels of(Allowance terms, Set<String> providers) {
        List<String> words = terms.models();
        if (words == null) return new AgentModels(null, ModelPatterns.ALL, terms.freeOnly());
        List<String> sound =
                words.stream().filter(word -> ModelPatterns.fault(word) == null).toList();
        return new AgentModels(words, ModelPatterns.of(sound, providers), terms.freeOnly());
    }

    /** Whether this was read from those very terms, so that it need not be read again. */
    public boolean isOf(Allowance terms) {
        return Objects.equals(words, terms.models()) && freeOnly == terms.freeOnly();
    }

    /**
     * What is left of one name of a request, its model or one of its fallback models.
     *
     * @param asked as the caller wrote it
     * @param resolved what that name means
     * @param free whether a target is known to cost nothing
     */
    public Route judge(String asked, Route.Resolved resolved, Predicate<Target> free) {
        String name = asked.strip();
        List<Target> all = resolved.targets();
        List<Target> left =
                all.stream().filter(target -> patterns.allows(name, target)).toList();
        if (left.isEmpty() && !all.isEmpty()) return new Route.NotAllowed(notListed(name));
        if (freeOnly && !left.isEmpty()) {
            left = left.stream().filter(free).toList();
            if (left.isEmpty()) return new Route.NotAllowed(notFree(name));
        }
        return left.size() == all.size() ? resolved : new Route.Resolved(left, resolved.first());
    }

    private String notListed(String asked) {
        List<String> all = Objects.requireNonNullElse(words, List.of());
        String shown = all.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "));
        String more = all.size() > MOST_SHOWN ? " and " + (all.size() - MOST_SHOWN) + " more" : "";
        return "This token may not use the model '" + cut(asked) + "'. It may use " + shown + more
                + ". Ask for one of these, or let its owner add it to allowed_models.";
    }

    private static String notFree(String asked) {
        return "This token may use only models that cost nothing, and '" + cut(asked)
                + "' is not known to. Ask for one whose id ends in :free, or let its owner lift free_only.";
    }

    private static String cut(String asked) {
        return asked.length() <= LONGEST_SHOWN ? asked : asked.substring(0, LONGEST_SHOWN) + "…";
    }
}
