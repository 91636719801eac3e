package dev.keypool.integrations;

import java.util.regex.Pattern;

/** What may be repeated of a name that a caller sent: a longer or stranger one may be a credential in the wrong place. */
final class Echo {
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_. -]{1,32}");

    private Echo() {}

    /** {@code 'name'} when it may be repeated, else a word for it. */
    static String quoted(String name) {
        return harmless(name) ? "'" + name + "'" : "That name";
    }

    /** The name when it may be repeated, else a sign in its place. */
    static String bare(String name) {
        return harmless(name) ? name : "(unnamed)";
    }

    private static boolean harmless(String name) {
        return HARMLESS.matcher(name).matches();
    }
}
