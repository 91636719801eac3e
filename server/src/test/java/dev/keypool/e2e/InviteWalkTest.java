package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invitations, walked in a real browser from both sides: who invites, and who was sent a link. */
final class InviteWalkTest {
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

    /** The path of a link. */
    private static String link(Brand brand, String json) {
        return brand.api()
                .post("/api/v1/invites", json.replace('\'', '"'))
                .json()
                .required("link")
                .asText();
    }

    private static JsonNode invites(Brand brand) {
        return brand.api().get("/api/v1/invites").json().get("invites");
    }

    private static int keys(Brand brand) {
        return brand.api().get("/api/v1/integrations").json().get("total").asInt();
    }

    private static void choose(Tab tab, String search, String label) {
        tab.page().getByLabel("Provider").fill(search);
        tab.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^" + label)))
                .click();
    }

    private static void add(Tab tab, String credential) {
        tab.page().getByLabel("API key").fill(credential);
        tab.button("Test and add the key").click();
    }

    /** Makes an invitation in the dialog; gives the link that is shown. */
    private static String invite(Tab host, String picture) {
        host.open("/vault", "Vault");
        host.button("Invite a contributor").click();
        Locator dialog = host.dialog();
        dialog.getByLabel("Note to the contributor").fill("For the summer course. Thank you!");
        dialog.getByLabel("The link is good for").selectOption("24");
        dialog.getByText("Label, limits and rank of the key").click();
        dialog.getByLabel("Label", new Locator.GetByLabelOptions().setExact(false))
                .first()
                .fill("Of Anna");
        dialog.getByLabel("Requests per day").fill("500");
        dialog.getByLabel("Spend limit in $").fill("20");
        host.inspect(picture + "-dialog");
        host.in(dialog, "Make the link").click();
        Locator shown = dialog.getByLabel("Link of the invitation");
        host.see(shown);
        host.inspect(picture + "-link");
        host.in(dialog, "Copy the link").click();
        host.told("the link");
        String link = shown.inputValue();
        host.in(dialog, "Done").click();
        host.gone(dialog);
        return link;
    }

    @Test
    void aContributorAddsAKeyByALinkThatWasMadeInTheVault() {
        try (Brand brand = walk.brand();
                Tab host = walk.tab().signIn(brand.token());
                Tab guest = walk.tab().expecting(422).expecting(410)) {
            String link = invite(host, "invite");
            JsonNode made = invites(brand).get(0);
            assertEquals(500, made.get("daily_limit").asInt());
            assertEquals("Of Anna", made.get("key_label").asText());

            guest.page().navigate(link);
            guest.heading("Add a key for Test");
            assertThat(guest.page()).hasURL(Pattern.compile("/dashboard/invite$"));
            guest.see(guest.page().getByText("For the summer course. Thank you!"));
            guest.inspect("invite-choose");
            choose(guest, "openr", "OpenRouter");
            guest.button("Other provider").click();
            choose(guest, "openr", "OpenRouter");
            guest.button("Test and add the key").click();
            guest.see(guest.page().getByText("OpenRouter needs this."));

            String refused = Brand.openRouterKey();
            walk.product().sandboxMode(refused, "invalid");
            add(guest, refused);
            guest.has(guest.page().getByRole(AriaRole.ALERT), "Nothing was stored");
            guest.inspect("invite-refused");
            assertEquals(0, keys(brand));
            String credential = Brand.openRouterKey();
            add(guest, credential);
            guest.heading("Thank you");
            guest.inspect("invite-thanks");
            assertFalse(guest.page().content().contains(credential));
            guest.page().reload();
            guest.heading("Open the link again");
            guest.page().navigate(link);
            guest.heading("This link is used up");

            long key = invites(brand).get(0).get("integration_id").asLong();
            assertEquals(500, brand.integration(key).get("daily_limit").asInt());
            host.page()
                    .getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName("Invitations").setExact(true))
                    .click();
            host.heading("Invitations");
            host.see(host.page()
                    .getByText("Used", new Page.GetByTextOptions().setExact(true))
                    .last());
            host.page().getByText("Key " + key).click();
            host.heading("Of Anna");
        }
    }

    @Test
    void everyStateIsFitForADarkAndNarrowScreen() {
        try (Brand brand = walk.brand();
                Tab host = walk.tab(ColorScheme.DARK, 360).signIn(brand.token());
                Tab guest = walk.tab(ColorScheme.DARK, 360).expecting(410).expecting(401)) {
            host.open("/invites", "Invitations").inspect("invites-none-dark-360");
            String link = invite(host, "invite-dark-360");
            guest.page().navigate(link);
            guest.heading("Add a key for Test");
            guest.inspect("invite-choose-dark-360");
            choose(guest, "cloudfl", "Cloudflare");
            guest.see(guest.page().getByLabel("Account ID"));
            guest.inspect("invite-form-dark-360");
            guest.button("Other provider").click();
            choose(guest, "groq", "Groq");
            add(guest, Brand.groqKey());
            guest.heading("Thank you");
            guest.inspect("invite-thanks-dark-360");
            guest.page().navigate("/dashboard/vault"); // another page, so that the link is opened anew
            guest.page().navigate(link);
            guest.heading("This link is used up");
            guest.inspect("invite-used-dark-360");
            link(
                    brand,
                    "{'provider_name':'groq','note':'"
                            + "A long note without an end ".repeat(12).strip() + "'}");
            String long120 = "Unbreakable".repeat(10);
            link(brand, "{'key_label':'" + long120 + "'}");
            brand.api()
                    .delete("/api/v1/invites/" + invites(brand).get(0).get("id").asLong());
            host.open("/invites", "Invitations").inspect("invites-dark-360");
        }
    }

    @Test
    void aRevokedLinkIsVoidAtOnceAndTheListIsFilteredByState() {
        try (Brand brand = walk.brand();
                Tab host = walk.tab().signIn(brand.token());
                Tab guest = walk.tab().expecting(410)) {
            String link = link(brand, "{'provider_name':'groq','key_label':'Of Ben'}");
            guest.page().navigate(link);
            guest.heading("Add a key for Test");
            guest.see(guest.page().getByText("It will be called"));

            host.open("/invites", "Invitations");
            long id = invites(brand).get(0).get("id").asLong();
            host.button("Revoke invitation " + id).click();
            host.in(host.dialog(), "Revoke").click();
            host.told("The invitation is revoked.");
            assertEquals("revoked", invites(brand).get(0).get("state").asText());
            add(guest, Brand.groqKey());
            guest.heading("This link is void");
            assertEquals(0, keys(brand));

            host.button("Invite a contributor").click();
            host.dialog().getByLabel("Provider").selectOption("mistral");
            host.in(host.dialog(), "Make the link").click();
            host.see(host.dialog().getByLabel("Link of the invitation"));
            host.in(host.dialog(), "Done").click();
            host.see(host.page().getByText("2 invitations"));
            host.inspect("invites");
            host.button("Open").click();
            host.see(host.page().getByText("1 invitation", new Page.GetByTextOptions().setExact(true)));
            host.gone(host.page().getByText("Of Ben"));
            host.button("Expired").click();
            host.see(host.page().getByText("None is in this state"));
            assertThat(host.page()).hasURL(Pattern.compile("state=expired"));
        }
    }

    @Test
    void faultsOfTheTermsStandAtTheirFields() {
        try (Brand brand = walk.brand();
                Tab host = walk.tab().signIn(brand.token()).expecting(422)) {
            host.open("/invites", "Invitations");
            host.button("Invite a contributor").first().click();
            host.dialog().getByText("Label, limits and rank of the key").click();
            host.dialog().getByLabel("Requests per day").fill("0");
            host.in(host.dialog(), "Make the link").click();
            host.has(host.dialog(), "daily_limit");
            assertThat(host.dialog().getByLabel("Requests per day")).hasAttribute("aria-invalid", "true");
            assertEquals(0, invites(brand).size());
        }
    }

    @Test
    void theSessionOfAnotherBrandInTheSameBrowserIsLeftOutOfIt() {
        try (Brand brand = walk.brand();
                Brand other = walk.brand();
                Tab tab = walk.tab().signIn(other.token())) {
            tab.page().navigate(link(brand, "{'provider_name':'groq'}"));
            tab.heading("Add a key for Test");
            add(tab, Brand.groqKey());
            tab.heading("Thank you");
            assertEquals(1, keys(brand));
            assertEquals(0, keys(other));
            tab.open("/invites", "Invitations"); // still signed in
            tab.see(tab.page().getByText("Nobody is invited"));
        }
    }

    @Test
    void anotherLinkInTheSameWindowIsAnotherInvitation() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().expecting(401)) {
            tab.page().navigate(link(brand, "{'note':'The first'}"));
            tab.see(tab.page().getByText("The first"));
            tab.page().navigate(link(brand, "{'note':'The second'}"));
            tab.see(tab.page().getByText("The second"));
            tab.page().navigate("/dashboard/invite#inv_nonsense");
            tab.heading("This link leads nowhere");
            tab.inspect("invite-nonsense");
        }
    }

    @Test
    void twoBrandsSideBySideSeeNothingOfEachOther() {
        try (Brand brand = walk.brand();
                Brand other = walk.brand();
                Tab tab = walk.tab().signIn(brand.token());
                Tab stranger = walk.tab().signIn(other.token())) {
            link(brand, "{'key_label':'Ours alone'}");
            tab.open("/invites", "Invitations").see(tab.page().getByText("Ours alone"));
            stranger.open("/invites", "Invitations").see(stranger.page().getByText("Nobody is invited"));
            stranger.gone(stranger.page().getByText("Ours alone"));
        }
    }

    @Test
    void aNoteFullOfMarkupStaysText() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab()) {
            String markup = "<img src=x onerror=document.title='pwned'>";
            tab.page().navigate(link(brand, "{\"note\":\"" + markup.replace('\'', '`') + "\"}"));
            tab.see(tab.page().getByText("<img src=x"));
            assertThat(tab.page().locator("main img")).hasCount(0);
        }
    }
}
