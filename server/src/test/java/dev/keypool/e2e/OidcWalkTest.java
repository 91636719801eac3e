package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.keypool.e2e.SampleIssuer.Lie;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sign-in by OpenID Connect in a real browser: from our page to the issuer's, and back into the dashboard. */
final class OidcWalkTest {
    private static @Nullable SampleIssuer issuing;
    private static @Nullable Walk started;

    @BeforeAll
    static void start(@TempDir Path dir) throws IOException {
        Chromium chromium = Chromium.start();
        if (chromium == null) abort("no Chromium on this machine: the browser tests are skipped");
        issuing = new SampleIssuer();
        int port = freePort();
        String[] settings = Traveller.settings(issuing, "http://127.0.0.1:" + port);
        String[] more = {"KEYPOOL_HTTP_PORT", "" + port, "KEYPOOL_API_RATE_PER_MINUTE", "0"};
        Product product =
                Product.start(dir, Stream.of(settings, more).flatMap(Stream::of).toArray(String[]::new));
        started = new Walk(Objects.requireNonNull(chromium), product);
    }

    @AfterAll
    static void stop() {
        if (started != null) started.close();
        if (issuing != null) issuing.close();
    }

    private final Walk walk = Objects.requireNonNull(started);
    private final SampleIssuer issuer = Objects.requireNonNull(issuing);

    @AfterEach
    void honest() {
        issuer.lies(Lie.NONE);
    }

    @Test
    void thePersonGoesToTheIssuerConsentsAndIsBackWhereTheyWantedToBe() {
        try (Brand brand = brand("ann@walk.example");
                Tab tab = walk.tab()) {
            tab.page().navigate("/dashboard/usage?group_by=provider");
            leave(tab);
            allow(tab, "ann@walk.example");
            tab.heading("Usage");
            assertThat(tab.page()).hasURL(Pattern.compile("/dashboard/usage\\?group_by=provider$"));
            tab.see(tab.page().getByText("ann@walk.example"));
            tab.inspect("oidc-signed-in");
            var log = walk.product()
                    .admin()
                    .get("/api/v1/admin/audit?brand_id=" + brand.id())
                    .json();
            assertEquals("ann@walk.example", log.at("/entries/0/person").asText());
            tab.page().reload();
            tab.heading("Usage");
            tab.page().goBack();
            assertThat(tab.page()).not().hasURL(Pattern.compile("code="));
            tab.open("/vault", "Vault");
            tab.button("Sign out").click();
            tab.heading("Sign in");
            tab.see(link(tab));
        }
    }

    @Test
    void whoMayGoToSeveralClientsChoosesAndTwoBrandsStayApart() {
        try (Brand one = brand("cho@walk.example");
                Brand other = brand("cho@walk.example", "dee@walk.example");
                Tab left = walk.tab();
                Tab right = walk.tab().expecting(404)) {
            rename(one, "Paper mill");
            rename(other, "Glass works");
            long ours = one.key("groq", Brand.groqKey(), "\"key_label\":\"Left\"");
            long theirs = other.key("groq", Brand.groqKey(), "\"key_label\":\"Right\"");
            signIn(left, "cho@walk.example");
            left.heading("Choose a client");
            left.page()
                    .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Paper mill")))
                    .click();
            left.heading("Overview");
            signIn(right, "dee@walk.example");
            right.heading("Overview");
            left.open("/vault", "Vault").see(left.row(ours));
            right.open("/vault", "Vault").see(right.row(theirs));
            left.gone(left.row(theirs));
            right.gone(right.row(ours));
            right.page().navigate("/dashboard/vault/" + ours);
            right.has(right.page().getByRole(AriaRole.ALERT), "Integration not found");
        }
    }

    @Test
    void whoIsTakenOffTheListIsOutsideAtOnce() {
        try (Brand brand = brand("fay@walk.example");
                Tab tab = walk.tab().expecting(401)) {
            signIn(tab, "fay@walk.example");
            tab.heading("Overview");
            patch(brand, "{\"sign_in_emails\":[]}");
            tab.page()
                    .getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName("Usage").setExact(true))
                    .click();
            tab.heading("Sign in");
            tab.told("Your session has ended.");
        }
    }

    @Test
    void whateverGoesWrongIsToldOnTheSignInPage() {
        try (Brand brand = brand("gil@walk.example");
                Tab tab = walk.tab()) {
            tab.page().navigate("/dashboard");
            leave(tab);
            tab.button("Decline").click();
            told(tab, "Sample Inc. did not let you in");
            leave(tab);
            issuer.lies(Lie.FOREIGN_KEY);
            allow(tab, "gil@walk.example");
            told(tab, "Keypool could not prove that it was Sample Inc.");
            issuer.lies(Lie.UNVERIFIED);
            leave(tab);
            allow(tab, "gil@walk.example");
            told(tab, "has not verified that your e-mail address is yours");
            issuer.lies(Lie.NONE);
            tab.page().navigate("/dashboard/oidc/callback?code=stolen&state=guessed");
            told(tab, "Begin again.");
            tab.page().navigate("/dashboard/sign-in?fault=%3Cb%3EPay%20me");
            tab.heading("Sign in");
            assertThat(tab.page().getByRole(AriaRole.ALERT)).hasCount(0);
            // With a fault on the page a token still opens the door.
            tab.page().navigate("/dashboard/sign-in?fault=denied");
            tab.page().getByLabel("Client token").fill(brand.token());
            tab.button("Sign in").click();
            tab.heading("Overview");
        }
    }

    @Test
    void eachOfItsPagesIsAccessibleInLightAndDarkWideAndNarrow() {
        try (Brand one = brand("hal@looks.example");
                Brand other = brand("*@looks.example")) {
            rename(one, "Paper mill");
            rename(other, "Glass works of a rather long name, and partners in several cities");
            look(ColorScheme.LIGHT, 1280);
            look(ColorScheme.DARK, 360);
        }
    }

    private void look(ColorScheme scheme, int width) {
        String as = "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        try (Tab tab = walk.tab(scheme, width)) {
            tab.page().navigate("/dashboard");
            tab.see(link(tab));
            tab.inspect("oidc-sign-in" + as);
            signIn(tab, "hal@looks.example");
            tab.heading("Choose a client");
            tab.inspect("oidc-choose" + as);
            tab.button("Back to the sign-in").click();
            tab.heading("Sign in");
            signIn(tab, "nobody-in-particular@elsewhere.example");
            tab.heading("You may not come in yet");
            tab.inspect("oidc-nobody" + as);
            tab.page()
                    .navigate(
                            "/dashboard/sign-in?fault=issuer_unreachable&request=01a20ded-8680-73f8-9561-fdbc290d89e4");
            tab.heading("Sign in");
            tab.inspect("oidc-fault" + as);
        }
    }

    private static com.microsoft.playwright.Locator link(Tab tab) {
        return tab.page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in with Sample Inc."));
    }

    private static void signIn(Tab tab, String email) {
        tab.page().navigate("/dashboard");
        leave(tab);
        allow(tab, email);
    }

    private static void leave(Tab tab) {
        link(tab).click();
        tab.heading("Sample issuer");
    }

    private static void allow(Tab tab, String email) {
        tab.page().getByLabel("Your address").fill(email);
        tab.button("Allow").click();
    }

    private static void told(Tab tab, String words) {
        tab.heading("Sign in");
        tab.has(tab.page().getByRole(AriaRole.ALERT), words);
    }

    private Brand brand(String... emails) {
        Brand brand = walk.brand();
        patch(brand, "{\"sign_in_emails\":[\"" + String.join("\",\"", emails) + "\"]}");
        return brand;
    }

    private void patch(Brand brand, String body) {
        var reply = walk.product().admin().patch("/api/v1/admin/clients/" + brand.clientId(), body);
        assertEquals(200, reply.status(), reply.text());
    }

    private void rename(Brand brand, String name) {
        var reply = walk.product().admin().patch("/api/v1/admin/brands/" + brand.id(), "{\"name\":\"" + name + "\"}");
        assertEquals(200, reply.status(), reply.text());
    }

    /** The issuer has to know the address before the server listens. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
