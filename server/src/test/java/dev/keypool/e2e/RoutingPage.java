package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;

/** What the walks about routing do on its pages, and ask of the API. */
final class RoutingPage {
    private RoutingPage() {}

    static void add(Tab tab, String target) {
        Locator field = tab.dialog().getByLabel("Add a model");
        field.fill(target);
        field.press("Enter");
        tab.see(tab.dialog().locator("li[data-target='" + target + "']"));
    }

    static void suggested(Tab tab, String words, String target) {
        tab.dialog().getByLabel("Add a model").fill(words);
        tab.see(tab.page().getByRole(AriaRole.OPTION).filter(hasText(target)));
        tab.page().keyboard().press("ArrowDown");
        tab.page().keyboard().press("Enter");
        tab.see(tab.dialog().locator("li[data-target='" + target + "']"));
    }

    static void pattern(Tab tab, String pattern) {
        Locator field = tab.dialog().getByLabel("Add a pattern");
        field.fill(pattern);
        field.press("Enter");
        tab.see(tab.in(tab.dialog(), "Remove " + pattern));
    }

    static Locator alias(Tab tab, String name) {
        return tab.page().locator("[data-alias='" + name + "']");
    }

    static Locator link(Tab tab, String name) {
        return tab.page()
                .getByRole(
                        AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    static Locator.FilterOptions hasText(String words) {
        return new Locator.FilterOptions().setHasText(words);
    }

    static void make(Brand brand, String name, String... models) {
        String body = "{\"name\":\"" + name + "\",\"models\":[\"" + String.join("\",\"", models) + "\"]}";
        assertEquals(201, brand.api().post("/api/v1/aliases", body).status());
    }

    static List<String> models(Brand brand, String name) {
        JsonNode alias =
                brand.api().get("/api/v1/aliases/" + name.replace("/", "%2F")).json();
        return alias.at("/alias/models").valueStream().map(JsonNode::asText).toList();
    }

    static int owned(Brand brand) {
        return brand.api()
                .get("/api/v1/aliases?source=brand")
                .json()
                .required("total")
                .asInt();
    }
}
