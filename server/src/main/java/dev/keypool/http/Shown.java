package dev.keypool.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/**
 * What may be repeated of a value that was sent. Longer texts and whatever a credential field holds are only described, since
 * a key may sit in any field by mistake. Stateless.
 */
final class Shown {
    private static final int LONGEST = 20;
    private static final Pattern PLAIN = Pattern.compile("[\\x20-\\x7E&&[^\"]]*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,32}");

    private static final Pattern MEDIA_TYPE = Pattern.compile("[A-Za-z0-9.+-]{1,32}/[A-Za-z0-9.+-]{1,32}");

    private Shown() {}

    static String value(JsonNode value, boolean secret) {
        return switch (value.getNodeType()) {
            case NULL, MISSING -> "null";
            case ARRAY -> value.isEmpty() ? "an empty list" : "a list";
            case OBJECT, POJO -> value.isEmpty() ? "an empty object" : "an object";
            case STRING, BINARY -> secret ? "a text that is not shown here" : text(value.textValue());
            case NUMBER -> secret ? "a number that is not shown here" : number(value.asText());
            case BOOLEAN -> value.asText();
        };
    }

    /** A name that a caller chose; one that may be something else, such as a key in the wrong place, is left out. */
    static String name(String name) {
        return NAME.matcher(name).matches() ? name : "(a name of " + length(name) + " characters)";
    }

    /** A media type without its parameters. */
    static String mediaType(String contentType) {
        String type = contentType.split(";", 2)[0].strip();
        return MEDIA_TYPE.matcher(type).matches() ? type : "something that is no media type";
    }

    private static String text(String text) {
        if (text.isEmpty()) return "an empty text";
        return text.length() <= LONGEST && PLAIN.matcher(text).matches()
                ? '"' + text + '"'
                : "a text of " + length(text) + " characters";
    }

    private static String number(String digits) {
        return digits.length() <= LONGEST ? digits : "a number of " + digits.length() + " characters";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
