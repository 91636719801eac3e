package dev.keypool.identity;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The addresses of people who may sign in as a client. Immutable.
 *
 * @param patterns lower-case: {@code ann@example.com}, or {@code *@example.com} for everybody of a domain, but not of those below it
 */
record SignInEmails(List<String> patterns) {
    static final SignInEmails NOBODY = new SignInEmails(List.of());

    private static final String FIELD = "sign_in_emails";
    private static final Pattern FORM = Pattern.compile("(\\*|[!-~&&[^*@]]+)@[a-zA-Z0-9.-]+");

    /** ASCII only: letters that look alike, or become alike in lower case (the Kelvin sign), are other letters. */
    private static final Pattern ADDRESS = Pattern.compile("[!-~&&[^*@]]+@[a-zA-Z0-9.-]+");

    SignInEmails {
        patterns = List.copyOf(patterns);
    }

    /** What the request says; what it does not mention stays. */
    static SignInEmails read(Fields fields, SignInEmails present) {
        List<String> sent = fields.texts(FIELD, present.patterns());
        if (sent == null) return NOBODY;
        for (String pattern : sent) {
            if (FORM.matcher(pattern).matches()) continue;
            String sentence = FIELD + " holds an entry that is no address; expected is for example ann@example.com, or"
                    + " *@example.com for everybody of that domain";
            fields.fault(FIELD, sentence, "bad_address");
        }
        return new SignInEmails(
                sent.stream().map(SignInEmails::lower).distinct().toList());
    }

    /** Whether the owner of that address may come in. */
    boolean admit(String email) {
        if (patterns.isEmpty() || !ADDRESS.matcher(email).matches()) return false;
        String address = lower(email);
        return patterns.contains(address) || patterns.contains("*" + address.substring(address.indexOf('@')));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
