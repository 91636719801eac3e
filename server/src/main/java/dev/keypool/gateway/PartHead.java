package dev.keypool.gateway;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of one part of a multipart form, in the one form that all readers understand alike (RFC 7578): no folded lines, no
 * encoded names, no parts within parts. Immutable.
 *
 * @param isModel whether it is the field that names the model
 */
record PartHead(boolean isModel) {
    private static final Pattern LINE =
            Pattern.compile("([A-Za-z0-9-]{1,60}):[ \\t]*([^\\x00-\\x08\\x0a-\\x1f\\x7f]*)");
    private static final Pattern PARAMETER =
            Pattern.compile("\\s*;\\s*(name|filename|filename\\*)=(\"(?:[^\"\\\\]|\\\\.)*+\"|[^\\s\";,\\\\]++)");
    private static final Pattern NAME = Pattern.compile("[\\w.\\[\\]-]{1,100}");
    private static final Pattern TEXT =
            Pattern.compile("text/plain\\s*(;\\s*charset=\"?(utf-8|us-ascii)\"?\\s*)?", Pattern.CASE_INSENSITIVE);
    private static final Set<String> AS_IT_IS = Set.of("7bit", "8bit", "binary");
    private static final String DISPOSITION = "form-data";
    private static final String MODEL = "model";

    /**
     * Reads it.
     *
     * @param text its lines without the last line's end, a character for each byte
     * @throws GatewayError.Raised when readers might differ over it
     */
    static PartHead of(String text) {
        String name = null;
        boolean plain = true;
        for (String line : text.split("\r\n", -1)) {
            Matcher header = LINE.matcher(line);
            if (!header.matches()) throw FormScan.wrong("a part has a header that is none");
            String value = header.group(2).strip();
            switch (header.group(1).toLowerCase(Locale.ROOT)) {
                case "content-disposition" -> {
                    if (name != null) throw FormScan.wrong("a part has two names");
                    name = name(value);
                    plain &= !value.contains("filename");
                }
                case "content-type" -> plain &= isText(value);
                case "content-transfer-encoding" -> plain &= AS_IT_IS.contains(value.toLowerCase(Locale.ROOT));
                default -> {}
            }
        }
        return of(name, plain);
    }

    private static PartHead of(@Nullable String name, boolean plain) {
        if (name == null) throw FormScan.wrong("a part has no name");
        boolean model = name.equals(MODEL);
        String small = name.toLowerCase(Locale.ROOT);
        if (!model && (small.equals(MODEL) || small.startsWith(MODEL + "[")))
            throw FormScan.wrong("a field is named '" + name + "', which some take for the model");
        if (model && !plain) throw FormScan.wrong("the field model is not plain text");
        return new PartHead(model);
    }

    private static boolean isText(String type) {
        if (type.toLowerCase(Locale.ROOT).startsWith("multipart")) throw FormScan.wrong("a part is a form of its own");
        return TEXT.matcher(type).matches();
    }

    private static String name(String value) {
        String name = null;
        int at = value.toLowerCase(Locale.ROOT).startsWith(DISPOSITION) ? DISPOSITION.length() : -1;
        Matcher parameter = PARAMETER.matcher(value);
        while (at >= 0 && at < value.length()) {
            if (!parameter.region(at, value.length()).lookingAt())
                throw FormScan.wrong("a part's Content-Disposition is none of a form");
            at = parameter.end();
            if (!parameter.group(1).equals("name")) continue;
            if (name != null) throw FormScan.wrong("a part has two names");
            name = bare(parameter.group(2));
        }
        if (name == null || !NAME.matcher(name).matches())
            throw FormScan.wrong("a part has no name of letters, digits, '.', '_', '-' and brackets");
        return name;
    }

    private static String bare(String value) {
        return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
    }
}
