package dev.keypool.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SiteTest {
    private static final String PAGE = "<link href=\"/dashboard/css/a.css\"><a href=\"/dashboard/vault\">"
            + "<script src=\"/dashboard/js/app.js\"></script><a href=\"/docs\">";

    private final Site site = Site.of(files("one();"));

    @Test
    void theShellNamesFilesByTheirLastingAddressesAndLeavesAllOtherLinks() {
        String shell = text(site.at("/dashboard"));
        String folder = folder(shell);
        assertEquals(
                "<link href=\"" + folder + "css/a.css\"><a href=\"/dashboard/vault\"><script src=\"" + folder
                        + "js/app.js\"></script><a href=\"/docs\">",
                shell);
        assertTrue(Objects.requireNonNull(site.at(folder + "js/app.js")).immutable());
        assertEquals("one();", text(site.at(folder + "js/app.js")));
    }

    @Test
    void aFileIsAlsoAtItsPlainAddressButNotForGood() {
        Site.Found found = Objects.requireNonNull(site.at("/dashboard/js/app.js"));
        assertFalse(found.immutable());
        assertEquals("one();", text(found));
        assertEquals("text/javascript; charset=utf-8", found.asset().type());
    }

    @Test
    void everyPageIsTheShellAndAFileThatThereIsNotIsNothing() {
        for (String page :
                new String[] {"/dashboard/", "/dashboard/vault", "/dashboard/vault/42", "/dashboard/traces/a.b"})
            assertEquals(text(site.at("/dashboard")), text(site.at(page)), page);
        assertNull(site.at("/dashboard/js/other.js"));
        assertNull(site.at("/dashboard/assets/00000000000000000000000000000000/js/app.js"));
        assertNull(site.at("/dashboard/assets/"));
    }

    @Test
    void anotherContentMovesAllFilesToAnotherAddress() {
        Site changed = Site.of(files("two();"));
        assertNotEquals(folder(text(site.at("/dashboard"))), folder(text(changed.at("/dashboard"))));
        assertNull(changed.at(folder(text(site.at("/dashboard"))) + "css/a.css"));
    }

    @Test
    void theSameContentKeepsItsAddressAndItsTags() {
        Site same = Site.of(files("one();"));
        assertEquals(text(site.at("/dashboard")), text(same.at("/dashboard")));
        assertEquals(
                Objects.requireNonNull(site.at("/dashboard")).asset().etag(),
                Objects.requireNonNull(same.at("/dashboard")).asset().etag());
    }

    @Test
    void aFileOfAnUnknownTypeStopsTheStart() {
        SortedMap<String, byte[]> files = files("one();");
        files.put("notes.doc", new byte[] {1});
        IllegalStateException fault = assertThrows(IllegalStateException.class, () -> Site.of(files));
        assertTrue(String.valueOf(fault.getMessage()).contains("notes.doc"), fault.getMessage());
    }

    @Test
    void gzipIsUsedWhereItIsWelcomeOnly() {
        assertTrue(Accepted.gzip("gzip, deflate, br"));
        assertTrue(Accepted.gzip("br;q=1.0, GZIP;q=0.5"));
        assertTrue(Accepted.gzip("*"));
        assertFalse(Accepted.gzip(null));
        assertFalse(Accepted.gzip("br"));
        assertFalse(Accepted.gzip("*, gzip;q=0"));
        assertFalse(Accepted.gzip("gzip; q=0.00"));
    }

    private static SortedMap<String, byte[]> files(String script) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put("index.html", PAGE.getBytes(StandardCharsets.UTF_8));
        files.put("css/a.css", "a { color: red }".getBytes(StandardCharsets.UTF_8));
        files.put("js/app.js", script.getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static String folder(String shell) {
        Matcher matcher = Pattern.compile("/dashboard/assets/[0-9a-f]{32}/").matcher(shell);
        assertTrue(matcher.find(), shell);
        return matcher.group();
    }

    private static String text(Site.@org.jspecify.annotations.Nullable Found found) {
        return Objects.requireNonNull(found).asset().plain().toString(StandardCharsets.UTF_8);
    }
}
