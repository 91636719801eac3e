package dev.keypool.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A list of allowed models, as a brand or an agent has one. Immutable, quick, and case sensitive. A pattern is one of:
 *
 * <ul>
 *   <li>{@code *}: everything;
 *   <li>a name, such as {@code agent/chat}, {@code openai/gpt-4o} or {@code gpt-4o}: allowed when it is asked for under just
 *       that name, and allowed as a target; a name without a provider is allowed at every provider;
 *   <li>the beginning of a name, with a slash in it and {@code *} at its end, such as {@code openrouter/*},
 *       {@code openai/gpt-5*} or {@code agent/*}. Where a provider stands in front it speaks of targets alone: {@code openai/*}
 *       does not let {@code openai/gpt-4o} go out by another provider that lists it.
 * </ul>
 */
public final class ModelPatterns {
    /** Lets everything pass. */
    public static final ModelPatterns ALL = new ModelPatterns(Set.of("*"), Set.of(), Set.of(), List.of());

    private static final Pattern FORM = Pattern.compile("(?=.{1,200}$)[\\x21-\\x7E&&[^*]]++\\*?");

    private final boolean everything;
    private final Set<String> names;
    private final Set<String> bare;
    private final Set<Target> targets;
    private final List<Beginning> beginnings;

    private ModelPatterns(Set<String> names, Set<String> bare, Set<Target> targets, List<Beginning> beginnings) {
        this.everything = names.contains("*");
        this.names = Set.copyOf(names);
        this.bare = Set.copyOf(bare);
        this.targets = Set.copyOf(targets);
        this.beginnings = List.copyOf(beginnings);
    }

    /** @param ofProvider whether {@code head} is a provider's name, so that it speaks of targets alone */
    private record Beginning(String head, String rest, boolean ofProvider) {
        static Beginning of(String pattern, int slash, Set<String> providers) {
            String head = pattern.substring(0, slash);
            return new Beginning(head, pattern.substring(slash + 1, pattern.length() - 1), providers.contains(head));
        }

        boolean fits(String asked, Target target) {
            if (target.provider().equals(head) && target.model().startsWith(rest)) return true;
            return !ofProvider
                    && asked.startsWith(head)
                    && asked.startsWith("/", head.length())
                    && asked.startsWith(rest, head.length() + 1);
        }
    }

    /**
     * Reads patterns.
     *
     * @param patterns each without a {@link #fault}; none at all allow nothing
     * @param providers all names of the catalogue
     */
    public static ModelPatterns of(Collection<String> patterns, Set<String> providers) {
        Set<String> names = new HashSet<>();
        Set<String> bare = new HashSet<>();
        Set<Target> targets = new HashSet<>();
        List<Beginning> beginnings = new ArrayList<>();
        for (String pattern : patterns) {
            String fault = fault(pattern);
            if (fault != null) throw new IllegalArgumentException(fault);
            int slash = pattern.indexOf('/');
            if (slash > 0 && pattern.endsWith("*")) {
                beginnings.add(Beginning.of(pattern, slash, providers));
                continue;
            }
            names.add(pattern);
            if (slash < 0) bare.add(pattern);
            else if (slash > 0 && slash < pattern.length() - 1)
                targets.add(new Target(pattern.substring(0, slash), pattern.substring(slash + 1)));
        }
        return new ModelPatterns(names, bare, targets, beginnings);
    }

    /** What is wrong with a pattern, as a sentence for whoever wrote it; null when nothing is. */
    public static @Nullable String fault(String pattern) {
        if (pattern.equals("*")) return null;
        boolean beginning = pattern.endsWith("*");
        if (FORM.matcher(pattern).matches() && (!beginning || pattern.indexOf('/') > 0)) return null;
        return "A pattern must be a model's name such as openai/gpt-4o or agent/chat, the beginning of one with a slash in it"
                + " and * at its end such as openrouter/*, or * alone: 1 to 200 printable ASCII characters, no spaces.";
    }

    /** Whether everything passes. */
    public boolean isAll() {
        return everything;
    }

    /**
     * Whether a request may go there.
     *
     * @param asked the name for which the target was found, as the caller wrote it
     */
    public boolean allows(String asked, Target target) {
        if (everything || names.contains(asked) || bare.contains(target.model()) || targets.contains(target))
            return true;
        for (Beginning beginning : beginnings) if (beginning.fits(asked, target)) return true;
        return false;
    }
}
