package dev.keypool.providers;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The catalogue that ships, with all its hosts played by one server: {@code https://HOST/x} is {@code ADDRESS/HOST/x}. */
public final class LocalCatalogue {
    private static final Pattern HOST = Pattern.compile("https://([a-z0-9.-]+)");

    private LocalCatalogue() {}

    /** @param named hosts whose names, where a row maps host names, stand for the server's own */
    public static Catalogue load(String address, Set<String> named) {
        CatalogueFiles.Source local = name -> {
            Optional<byte[]> file = CatalogueFiles.fromClassPath(name);
            return file.map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .map(text -> local(text, address, named).getBytes(StandardCharsets.UTF_8));
        };
        return new Catalogue(CatalogueFiles.read(local, Map.of()));
    }

    private static String local(String row, String address, Set<String> named) {
        String text = HOST.matcher(row).replaceAll(address + "/$1");
        for (String host : named) text = text.replace("\"" + host + "\"", "\"127.0.0.1\"");
        return text;
    }
}
