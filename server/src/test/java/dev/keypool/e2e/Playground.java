package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;

/** The dashboard's playground in some window. */
record Playground(Tab tab) {
    static final String MODEL = "openrouter/sandbox/chat";

    static Playground open(Tab tab) {
        return new Playground(tab.open("/playground", "Playground"));
    }

    void model(String name) {
        Locator field = field();
        field.fill(name);
        field.press("Escape");
    }

    /** Writes a message, and sends it by the keyboard. */
    void ask(String words) {
        Locator field = tab.page().getByLabel("Message");
        field.fill(words);
        field.press("Control+Enter");
    }

    /** Where the model is chosen. */
    Locator field() {
        return tab.page().getByRole(AriaRole.COMBOBOX);
    }

    /** What is suggested for the model. */
    Locator option(String value) {
        return tab.page().getByRole(AriaRole.OPTION).filter(new Locator.FilterOptions().setHasText(value));
    }

    /** Questions, each with its answer. */
    Locator turns() {
        return tab.page().getByRole(AriaRole.ARTICLE);
    }

    /** The text of the last answer. */
    Locator answer() {
        return turns().last().locator(".answered > .words");
    }

    /** How the last answer was served. */
    Locator served() {
        return turns().last().getByRole(AriaRole.GROUP, named("How it was served"));
    }

    /** Goes to another page of the navigation. */
    void place(String name) {
        tab.page()
                .getByRole(AriaRole.NAVIGATION)
                .getByRole(AriaRole.LINK, named(name))
                .click();
        tab.heading(name);
    }

    static Locator.GetByRoleOptions named(String name) {
        return new Locator.GetByRoleOptions().setName(name).setExact(true);
    }

    /** The latest request of the brand, as the ledger has it. */
    static JsonNode latest(Brand brand) {
        return brand.api().get("/v1/traces?limit=1").json().at("/data/0");
    }

    /** Makes {@code team/chat}, which leads to Groq and then to {@link #MODEL}. */
    static void alias(Brand brand) {
        String models = "[\"groq/sandbox/chat\",\"" + MODEL + "\"]";
        String alias = "{\"name\":\"team/chat\",\"use_case\":\"For the team.\",\"models\":" + models + "}";
        assertEquals(201, brand.api().post("/api/v1/aliases", alias).status());
    }
}
