package dev.keypool.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What must hold of the pages' files, whatever is in them. */
final class ModulesTest {
    /** What turns a text into markup or code. A provider's error message stands on these pages: it must stay a text. */
    private static final Pattern MARKUP = Pattern.compile(
            "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|\\beval\\(|new Function|srcdoc|javascript:");

    /** What the policy of the door would refuse to run or draw. */
    private static final Pattern INLINE = Pattern.compile("<script(?![^>]*src=)|<style|\\sstyle=|\\son[a-z]+=");

    private static final Pattern IMPORT = Pattern.compile("(from |import |import\\()'([^']+)'");

    private static final int FIRST_LOAD_BYTES = 60_000;
    private static final int ALL_BYTES = 150_000;

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
    void theShellAnnouncesWhatItNeedsAtOnceAndNoPage() {
        NavigableSet<String> needed = new TreeSet<>();
        reach("js/app.js", needed);
        NavigableSet<String> named = new TreeSet<>();
        var found = Pattern.compile("\"/dashboard/(js/[^\"]+)\"").matcher(text(Site.SHELL));
        while (found.find()) named.add(found.group(1));
        assertEquals(needed, named);
        assertFalse(needed.contains("js/pages/overview.js"));
    }

    @Test
    void modulesImportEachOtherByRelativePathsThatExistAndNoneIsForgotten() {
        NavigableSet<String> used = new TreeSet<>();
        reach("js/app.js", used);
        for (String name : modules()) {
            var imported = IMPORT.matcher(text(name));
            while (imported.find()) {
                String target = target(name, imported.group(2));
                assertTrue(imported.group(2).startsWith(".") && files.containsKey(target), name + " imports " + target);
                if (imported.group(1).startsWith("import(")) reach(target, used);
            }
        }
        assertEquals(new TreeSet<>(modules()), used);
    }

    @Test
    void theFirstLoadIsSmallAndSoAreAllPagesTogether() {
        NavigableSet<String> first = new TreeSet<>();
        reach("js/app.js", first);
        files.keySet().stream().filter(name -> !name.endsWith(".js")).forEach(first::add);
        int begin = download(first);
        int all = download(files.keySet());
        assertTrue(begin < FIRST_LOAD_BYTES && all < ALL_BYTES, begin + " of " + all + " bytes, compressed");
    }

    private int download(Set<String> names) {
        int sum = 0;
        for (String name : names) {
            Asset asset = Asset.of(name, Objects.requireNonNull(files.get(name)));
            var small = asset.gzip();
            sum += small == null ? asset.plain().length() : small.length();
        }
        return sum;
    }

    /** Adds the module and all that it needs before it runs; what it asks for later is not among it. */
    private void reach(String name, NavigableSet<String> reached) {
        if (!reached.add(name)) return;
        var imported = IMPORT.matcher(text(name));
        while (imported.find())
            if (!imported.group(1).equals("import(")) reach(target(name, imported.group(2)), reached);
    }

    private static String target(String name, String imported) {
        return URI.create("/" + name).resolve(imported).getPath().substring(1);
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
