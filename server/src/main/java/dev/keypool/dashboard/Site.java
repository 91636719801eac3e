package dev.keypool.dashboard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All files of the dashboard by their paths. Each is also below {@code /dashboard/assets/<hash>/}, where the hash is that of all files together: the shell's own references
 * are turned there, and the modules' relative ones follow, so that a browser keeps everything but the shell for good and never mixes two versions. Immutable.
 */
final class Site {
    static final String SHELL = "index.html";
    private static final String ASSETS = Dashboard.ROOT + "/assets/";
    private static final Pattern REFERENCE = Pattern.compile("\"" + Dashboard.ROOT + "/([^\"?#]+)\"");

    private final Map<String, Asset> files = new HashMap<>();
    private final String versioned;
    private final Asset shell;

    /** @param immutable whether what is at that path never changes */
    record Found(Asset asset, boolean immutable) {}

    private Site(SortedMap<String, byte[]> contents) {
        this.versioned = ASSETS + hash(contents) + "/";
        contents.forEach((name, content) -> files.put(name, Asset.of(name, content)));
        byte[] page = Objects.requireNonNull(
                contents.get(SHELL), "The dashboard's " + SHELL + " is not on the class path. Build the server anew.");
        this.shell = Asset.of(SHELL, shell(new String(page, StandardCharsets.UTF_8)));
        files.put(SHELL, shell);
    }

    /** @param folder of the class path */
    static Site read(String folder) {
        return new Site(Folder.read(folder));
    }

    static Site of(SortedMap<String, byte[]> contents) {
        return new Site(contents);
    }

    /** What is at that path: a file, for any page the shell; null for a file that there is not. */
    @Nullable
    Found at(String path) {
        if (path.startsWith(versioned)) {
            Asset file = files.get(path.substring(versioned.length()));
            return file == null ? null : new Found(file, true);
        }
        String name = path.length() > Dashboard.ROOT.length() ? path.substring(Dashboard.ROOT.length() + 1) : "";
        Asset file = files.get(name);
        if (file != null) return new Found(file, false);
        return path.startsWith(ASSETS) || Types.isFile(name) ? null : new Found(shell, false);
    }

    /** The shell with its references to files of ours turned to their lasting addresses. */
    private byte[] shell(String page) {
        return REFERENCE.matcher(page).replaceAll(this::lasting).getBytes(StandardCharsets.UTF_8);
    }

    private String lasting(java.util.regex.MatchResult reference) {
        String name = reference.group(1);
        String to = files.containsKey(name) ? '"' + versioned + name + '"' : reference.group();
        return Matcher.quoteReplacement(to);
    }

    static String hash(byte[] content) {
        return HexFormat.of().formatHex(sha256().digest(content), 0, 16);
    }

    private static String hash(SortedMap<String, byte[]> contents) {
        MessageDigest digest = sha256();
        contents.forEach((name, content) -> {
            digest.update((name + "\n" + content.length + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(content);
        });
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
