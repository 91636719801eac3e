package dev.keypool.integrations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.Provider;
import dev.keypool.routing.Alias;
import dev.keypool.routing.ModelPatterns;
import dev.keypool.routing.Target;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The bodies that set aliases and model policies. All faults are found at once. Confined to its request. */
final class AliasBody {
    private static final Pattern MODEL = Pattern.compile("[\\x21-\\x7E]{1,200}");
    private static final int LONGEST_USE_CASE = 300;
    private static final int MOST_PATTERNS = 200;

    private final BodyReader body;
    private final Catalogue catalogue;

    AliasBody(BodyReader body, Catalogue catalogue) {
        this.body = body;
        this.catalogue = catalogue;
    }

    /** A new alias, whose name stands in the body. */
    Alias whole() {
        body.only(Set.of("name", "use_case", "models"));
        JsonNode sent = body.value("name");
        String name = sent != null && sent.isTextual() ? sent.textValue() : "";
        String wrong = nameFault(name);
        if (wrong != null) body.fault(List.of("name"), wrong, "invalid_name");
        return read(name, null);
    }

    /**
     * The alias of that name as it is to be.
     *
     * @param present what stays where nothing is sent, null when the body must say all
     */
    Alias named(String name, @Nullable Alias present) {
        body.only(Set.of("use_case", "models"));
        String wrong = nameFault(name);
        if (wrong != null) body.fault(List.of("name"), wrong, "invalid_name");
        return read(name, present);
    }

    /** An alias that is thought of, not kept: {@code model} is its name, {@code models} where it would lead. */
    Alias tried(String name) {
        String wrong = nameFault(name);
        if (wrong != null)
            body.fault(List.of("model"), "With models, model is the name of an alias: " + wrong, "invalid_name");
        List<Target> targets = targets();
        body.done();
        return new Alias(name, null, targets);
    }

    /** The patterns of a model policy; null for none. */
    @Nullable
    List<String> patterns() {
        body.only(Set.of("allowed_models"));
        if (body.sent("allowed_models") && body.value("allowed_models") == null) {
            body.done();
            return null;
        }
        List<String> patterns = texts("allowed_models", MOST_PATTERNS);
        for (int at = 0; at < patterns.size(); at++) {
            String wrong = ModelPatterns.fault(patterns.get(at));
            if (wrong != null) body.fault(List.of("allowed_models", String.valueOf(at)), wrong, "invalid_pattern");
        }
        body.done();
        return List.copyOf(new LinkedHashSet<>(patterns));
    }

    private Alias read(String name, @Nullable Alias present) {
        String useCase =
                present != null && !body.sent("use_case") ? present.useCase() : body.text("use_case", LONGEST_USE_CASE);
        List<Target> targets = present != null && !body.sent("models") ? present.targets() : targets();
        body.done();
        return new Alias(name, useCase, targets);
    }

    private @Nullable String nameFault(String name) {
        if (!Alias.isName(name))
            return "name must be 1 to 64 of a-z, 0-9, '.', '_', '-' and '/', each part between slashes beginning with a letter or digit.";
        int slash = name.indexOf('/');
        if (slash < 0 || catalogue.find(name.substring(0, slash)).isEmpty()) return null;
        return "name begins with a provider's name and a slash, which already pins a model of that provider. Choose another beginning.";
    }

    private List<Target> targets() {
        Set<Target> targets = new LinkedHashSet<>();
        List<String> texts = texts("models", Alias.MOST_TARGETS);
        for (int at = 0; at < texts.size(); at++) {
            String wrong = targetFault(texts.get(at));
            if (wrong == null && !targets.add(Target.of(texts.get(at)))) wrong = "models names the same model twice.";
            if (wrong != null) body.fault(List.of("models", String.valueOf(at)), wrong, "invalid_model");
        }
        return List.copyOf(targets);
    }

    private @Nullable String targetFault(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1 || !MODEL.matcher(text).matches())
            return "models must hold provider/model, such as groq/llama-3.1-8b-instant: up to 200 printable ASCII characters, no spaces.";
        String name = text.substring(0, slash);
        Provider provider = catalogue.find(name).orElse(null);
        if (provider == null)
            return Echo.quoted(name) + " in models is not a provider that Keypool knows."
                    + catalogue
                            .nearest(name)
                            .map(near -> " Did you mean '" + near + "'?")
                            .orElse(" An alias leads to provider/model, never to another alias.");
        return provider.retired() == null ? null : "models: " + provider.retired();
    }

    private List<String> texts(String field, int most) {
        List<String> texts = new ArrayList<>();
        JsonNode list = body.value(field);
        if (list != null && list.isArray())
            for (JsonNode text : list) if (text.isTextual()) texts.add(text.textValue());
        if (list == null || texts.isEmpty() || texts.size() != list.size() || texts.size() > most)
            body.fault(
                    List.of(field),
                    field + " must be a list of 1 to " + most + " texts.",
                    list == null ? "missing" : "invalid_list");
        return texts.size() > most ? List.of() : texts;
    }
}
