package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.keypool.e2e.Http.Reply;
import dev.keypool.e2e.SampleIssuer.Lie;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The product under a clock of the test, with an issuer that lies where it is told to. Tests of one class share it, so each has addresses of its own. */
final class OidcStage implements AutoCloseable {
    static final String PUBLIC = "https://keypool.example.com";

    private final SampleIssuer issuer = new SampleIssuer();
    private final Path folder;
    private final Stage stage;

    /** @param more names and values of further settings, alternating */
    OidcStage(Path folder, String... more) {
        this.folder = folder;
        List<String> settings = new ArrayList<>(List.of(Traveller.settings(issuer, PUBLIC + "/")));
        settings.addAll(List.of(more));
        this.stage = new Stage(folder, settings.toArray(String[]::new));
    }

    /** Between tests: all come from one address, and what was discovered is to be forgotten too. */
    void rest() {
        issuer.lies(Lie.NONE);
        issuer.terse(false);
        stage.pass(Duration.ofHours(2));
    }

    SampleIssuer issuer() {
        return issuer;
    }

    Product product() {
        return stage.product();
    }

    void pass(Duration time) {
        stage.pass(time);
    }

    /** A brand whose client lets these in. */
    Brand brand(String... emails) {
        Brand brand = Brand.make(product());
        String list = "[\"" + String.join("\",\"", emails) + "\"]";
        admin("PATCH", "/api/v1/admin/clients/" + brand.clientId(), "{\"sign_in_emails\":" + list + "}");
        return brand;
    }

    Traveller traveller() {
        return new Traveller(product(), issuer);
    }

    Visitor visitor(Brand brand, String email) {
        Traveller traveller = traveller();
        traveller.goAndComeBack(email);
        assertEquals(201, traveller.enter(brand.clientId()).status());
        return traveller.visitor();
    }

    Http nobody() {
        return product().http(null);
    }

    void admin(String method, String path, String body) {
        Reply reply = product().admin().send(method, path, body);
        assertEquals(200, reply.status(), reply.text());
    }

    void assertNotStored(String secret) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                assertFalse(
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret),
                        file.toString());
        }
    }

    @Override
    public void close() {
        stage.close();
        issuer.close();
    }
}
