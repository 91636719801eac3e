package dev.keypool.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code multipart/form-data}, strictly enough to notice a body that was harmed on its way. */
final class Multipart {
    private static final Pattern NAME = Pattern.compile("[; ]name=\"?([^\";\r]*)");
    private static final Pattern FILE = Pattern.compile("filename=\"?([^\";\r]*)");

    private Multipart() {}

    /** @param file name of the file, empty when the part is a field; the bytes are read as Latin-1, one character each */
    record Part(String name, String file, String latin1) {
        byte[] bytes() {
            return latin1.getBytes(StandardCharsets.ISO_8859_1);
        }

        String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }
    }

    /** The parts; empty when the body is not whole, or none. */
    static List<Part> read(byte[] body, String contentType) {
        Matcher boundary = Pattern.compile("boundary=\"?([^\";]+)").matcher(contentType);
        if (!boundary.find()) {
            return List.of();
        }
        String all = "\r\n" + new String(body, StandardCharsets.ISO_8859_1);
        String line = "\r\n--" + boundary.group(1);
        List<Part> parts = new ArrayList<>();
        int from = all.indexOf(line);
        while (from >= 0 && !all.startsWith("--", from + line.length())) {
            int to = all.indexOf(line, from + line.length());
            if (to < 0) {
                return List.of();
            }
            parts.add(part(all.substring(from + line.length(), to)));
            from = to;
        }
        return from < 0 ? List.of() : parts;
    }

    private static Part part(String whole) {
        int end = whole.indexOf("\r\n\r\n");
        String head = end < 0 ? whole : whole.substring(0, end);
        return new Part(first(NAME, head), first(FILE, head), end < 0 ? "" : whole.substring(end + 4));
    }

    private static String first(Pattern pattern, String head) {
        Matcher matcher = pattern.matcher(head);
        return matcher.find() ? matcher.group(1) : "";
    }

    static Optional<Part> named(List<Part> parts, String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }
}
