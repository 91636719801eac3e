package dev.keypool.routing;

import dev.keypool.values.Allowance;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which models an agent may use. A name that the allowance lists opens all that the name means: an alias its whole chain, a bare
 * id every provider of it. Else each target counts by itself, as {@code provider/model}. Names are compared letter for letter;
 * one that ends in {@code *} stands for all that begin so. Immutable.
 */
public final class ModelPolicy {
    private static final int MOST_SHOWN = 5;
    private static final int LONGEST_SHOWN = 100;
    private static final char ANY = '*';

    private ModelPolicy() {}

    /** What an agent may make of a name. */
    public sealed interface Verdict {
        /** Where the request may go, in the order to try; empty only when there was nothing to choose from. */
        record Permitted(List<Target> targets) implements Verdict {}

        /** @param sentence for the caller */
        record Refused(String sentence) implements Verdict {}
    }

    /**
     * Judges one name of a request: its model, or one of its fallback models.
     *
     * @param asked as the caller wrote it
     * @param targets what it was resolved to
     * @param free whether a target is known to cost nothing
     */
    public static Verdict judge(Allowance terms, String asked, List<Target> targets, Predicate<Target> free) {
        if (!terms.picksModels()) return new Verdict.Permitted(targets);
        List<String> models = terms.models();
        List<Target> allowed = targets;
        if (models != null && !lists(models, asked.strip())) {
            allowed = listed(models, targets);
            if (allowed.isEmpty()) return new Verdict.Refused(notListed(asked, models));
        }
        if (!terms.freeOnly() || allowed.isEmpty()) return new Verdict.Permitted(allowed);
        List<Target> left = allowed.stream().filter(free).toList();
        return left.isEmpty() ? new Verdict.Refused(notFree(asked)) : new Verdict.Permitted(left);
    }

    private static List<Target> listed(List<String> models, List<Target> targets) {
        return targets.stream()
                .filter(target -> lists(models, target.provider() + "/" + target.model()))
                .toList();
    }

    private static boolean lists(List<String> models, String name) {
        for (String model : models) if (means(model, name)) return true;
        return false;
    }

    private static boolean means(String listed, String name) {
        int last = listed.length() - 1;
        if (last < 0 || listed.charAt(last) != ANY) return listed.equals(name);
        return name.regionMatches(0, listed, 0, last);
    }

    private static String notListed(String asked, List<String> all) {
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
