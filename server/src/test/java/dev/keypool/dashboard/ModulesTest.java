package dev.keypool.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What must hold of the pages' files, whatever is in them. */
final class ModulesTest {
    /** What turns a text into markup or code. A provider's error message stands on these pages: it must stay a text. */
    private static final Pattern MARKUP = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|\\beval\\(|new Function|srcdoc|javascript:");

    /** What the policy of the door would refuse to run or draw. */
    private static final Pattern INLINE = Pattern.compile("<script(?![^>]*src=)|<style|\\sstyle=|\\son[a-z]+=");

    private static final Pattern RELATIVE = Pattern.compile("from '([^']+)'|^import '([^']+)'", Pattern.MULTILINE);

    private static final int FIRST_LOAD_BYTES = 100_000;

    private final SortedMap<String, byte[]> files = Folder.read(Dashboard.ROOT);

    @Test
    void noModuleTurnsTextIntoMarkup() {
        for (String name : modules()) assertFalse(MARKUP.matcher(text(name)).find(), name);
    }

    @Test
    void theShellHasNothingInline() {
        assertFalse(INLINE.matcher(text(Site.SHELL)).find());
    }

    @Test
    void theShellAnnouncesEveryModuleSoThatNoneWaitsForAnother() {
        String shell = text(Site.SHELL);
        for (String name : modules()) assertTrue(shell.contains("\"/dashboard/" + name + "\""), name);
        assertEquals(modules().size(), Pattern.compile("/dashboard/js/").split(shell, -1).length - 1);
    }

    @Test
    void modulesImportEachOtherByRelativePathsThatExist() {
        for (String name : modules()) {
            var imported = RELATIVE.matcher(text(name));
            while (imported.find()) {
                String path = imported.group(1) == null ? imported.group(2) : imported.group(1);
                String target =
                        java.net.URI.create("/" + name).resolve(path).getPath().substring(1);
                assertTrue(path.startsWith(".") && files.containsKey(target), name + " imports " + path);
            }
        }
    }

    @Test
    void allOfItIsASmallDownload() {
        int sum = 0;
        for (var file : files.entrySet()) {
            Asset asset = Asset.of(file.getKey(), file.getValue());
            var small = asset.gzip();
            sum += small == null ? asset.plain().length() : small.length();
        }
        assertTrue(sum < FIRST_LOAD_BYTES, sum + " bytes, compressed");
    }

    private List<String> modules() {
        List<String> modules =
                files.keySet().stream().filter(name -> name.endsWith(".js")).toList();
        assertFalse(modules.isEmpty());
        return modules;
    }

    private String text(String name) {
        byte[] content = files.get(name);
        return content == null ? "" : new String(content, StandardCharsets.UTF_8);
    }
}
