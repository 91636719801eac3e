package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One window of the dashboard. Closing it fails the test when its console told of an error that the test did not announce. */
final class Tab implements AutoCloseable {
    private static final Path SHOTS = Path.of("target", "screenshots");

    private final BrowserContext context;
    private final Page page;
    private final List<String> faults = new ArrayList<>();
    private final List<Integer> announced = new ArrayList<>();

    Tab(BrowserContext context) {
        this.context = context;
        this.page = context.newPage();
        page.onConsoleMessage(this::hear);
        page.onPageError(faults::add);
    }

    private void hear(ConsoleMessage message) {
        // Chromium tells each refused request as an error; those that a test provokes are no fault.
        boolean wanted = announced.stream().anyMatch(status -> message.text().contains("status of " + status));
        if (message.type().equals("error") && !wanted) faults.add(message.text() + " at " + message.location());
    }

    /** The test will make the server answer with that status. */
    Tab expecting(int status) {
        announced.add(status);
        return this;
    }

    Page page() {
        return page;
    }

    /** Signs in and waits for the first page. */
    Tab signIn(String token) {
        page.navigate("/dashboard");
        page.getByLabel("Client token").fill(token);
        button("Sign in").click();
        heading("Overview");
        return this;
    }

    Tab open(String path, String heading) {
        page.navigate("/dashboard" + path);
        heading(heading);
        return this;
    }

    void heading(String text) {
        see(page.getByRole(
                AriaRole.HEADING,
                new Page.GetByRoleOptions().setName(text).setLevel(1).setExact(true)));
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator dialog() {
        return page.getByRole(AriaRole.DIALOG);
    }

    Locator in(Locator place, String button) {
        return place.getByRole(
                AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(button).setExact(true));
    }

    /** A key's row in the vault. */
    Locator row(long id) {
        return page.locator("[data-key='" + id + "']");
    }

    /** Chooses from the menu of a key of that name. */
    void act(String key, String action) {
        button("Actions for " + key).click();
        choose(action);
    }

    /** Chooses from the menu that is open. */
    void choose(String action) {
        page.getByRole(
                        AriaRole.MENUITEM,
                        new Page.GetByRoleOptions().setName(action).setExact(true))
                .click();
    }

    void told(String words) {
        see(page.getByRole(AriaRole.STATUS).filter(new Locator.FilterOptions().setHasText(words)));
    }

    void see(Locator locator) {
        assertThat(locator).isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
    }

    void has(Locator locator, String words) {
        assertThat(locator).containsText(words, new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
    }

    void gone(Locator locator) {
        assertThat(locator).hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(30_000));
    }

    /** Holds the page against WCAG 2.1 AA, and keeps a picture of it. */
    Tab inspect(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SHOTS.resolve(name + ".png"))
                .setFullPage(true));
        List<Rule> violations = new AxeBuilder(page)
                .setLegacyMode(true) // one page without frames: no second window to add the results up in
                .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"))
                .analyze()
                .getViolations();
        assertEquals(List.of(), violations.stream().map(Tab::told).toList(), name);
        Object beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assertEquals(0, beyond, name + " is wider than its window");
        return this;
    }

    private static String told(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " "
                + rule.getNodes().stream().map(node -> node.getHtml()).toList();
    }

    @Override
    public void close() {
        context.close();
        assertEquals(List.of(), faults, "errors on the console");
    }
}
