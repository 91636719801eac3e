package dev.keypool.e2e;

import static dev.keypool.e2e.RoutingPage.alias;
import static dev.keypool.e2e.RoutingPage.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The views about routing: for every brand its own, and fit to be used by everybody. */
final class RoutingViewsWalkTest {
    private static @Nullable Walk started;

    @BeforeAll
    static void start(@TempDir Path dir) {
        started = Walk.start(dir);
    }

    @AfterAll
    static void stop() {
        if (started != null) started.close();
    }

    private final Walk walk = Objects.requireNonNull(started);

    @Test
    void twoBrandsSideBySideSeeOnlyTheirOwnAliasesAndPolicies() {
        try (Brand one = walk.brand();
                Brand other = walk.brand();
                Tab left = walk.tab().signIn(one.token());
                Tab right = walk.tab().signIn(other.token())) {
            make(one, "left/only", "groq/a");
            make(other, "right/only", "groq/a");
            one.api().send("PUT", "/api/v1/model-policy", "{\"allowed_models\":[\"left/only\"]}");
            left.open("/routing", "Routing").see(alias(left, "left/only"));
            right.open("/routing", "Routing").see(alias(right, "right/only"));
            left.gone(alias(left, "right/only"));
            right.gone(alias(right, "left/only"));
            left.open("/routing/policy", "Routing")
                    .see(left.page().getByText("left/only").first());
            right.open("/routing/policy", "Routing").see(right.page().getByText("All models are allowed"));
            right.open("/routing/try?model=left/only", "Routing");
            right.has(right.page().locator(".verdict"), "There is no key");
            left.open("/routing/try?model=groq/a", "Routing");
            left.has(left.page().locator(".verdict"), "not among the models that this brand allows");
            left.see(left.page().locator(".verdict").getByText("Model policy"));
            left.open("/routing/try?model=left/only", "Routing");
            left.has(left.page().locator(".targets"), "Skipped: you have no key for Groq");
        }
    }

    @Test
    void everyViewIsAccessibleInLightAndDarkWideAndNarrow() {
        try (Brand brand = walk.brand()) {
            brand.key("groq", Brand.groqKey(), "\"key_label\":\"Production\"", "\"minute_limit\":60");
            String sick = Brand.openRouterKey();
            brand.key("openrouter", sick, "\"key_label\":\"Spare\"");
            walk.product().sandboxMode(sick, "error_500");
            for (int i = 0; i < 3; i++) brand.chat("openrouter/sandbox/chat");
            make(brand, "team/fast", "openrouter/meta-llama/llama-3.1-8b-instruct", "groq/a", "mistral/c");
            assertEquals(200, brand.chat("team/fast").status());
            look(brand, ColorScheme.LIGHT, 1280);
            look(brand, ColorScheme.DARK, 360);
            brand.api().send("PUT", "/api/v1/model-policy", "{\"allowed_models\":[\"groq/*\",\"agent/*\",\"gpt-4o\"]}");
            lookAtPolicy(brand, ColorScheme.LIGHT, 1280);
            lookAtPolicy(brand, ColorScheme.DARK, 360);
        }
    }

    private void look(Brand brand, ColorScheme scheme, int width) {
        String as = "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        try (Tab tab = calm(scheme, width).signIn(brand.token())) {
            tab.open("/routing", "Routing").inspect("routing" + as);
            tab.act("team/fast", "Edit…");
            tab.dialog().getByLabel("Add a model").fill("llama");
            tab.see(tab.page().getByRole(AriaRole.OPTION).first());
            tab.inspect("routing-edit" + as);
            tab.open("/routing/try", "Routing").inspect("routing-try-empty" + as);
            tab.open("/routing/try?model=team/fast", "Routing").inspect("routing-try" + as);
            tab.open("/routing/policy", "Routing").inspect("routing-policy-none" + as);
        }
    }

    private void lookAtPolicy(Brand brand, ColorScheme scheme, int width) {
        String as = "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        try (Tab tab = calm(scheme, width).signIn(brand.token())) {
            tab.open("/routing/policy", "Routing").inspect("routing-policy" + as);
            tab.button("Change").click();
            tab.see(tab.dialog());
            tab.inspect("routing-policy-edit" + as);
        }
    }

    /** A dialog that still rises would be looked at half drawn. */
    private Tab calm(ColorScheme scheme, int width) {
        Tab tab = walk.tab(scheme, width);
        tab.page().emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        return tab;
    }
}
