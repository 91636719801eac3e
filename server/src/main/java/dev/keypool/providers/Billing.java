package dev.keypool.providers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a provider's balance and spend are read, as data. Immutable.
 *
 * @param credential field whose key makes the call
 * @param scope whose spend the figures are
 * @param method HTTP method
 * @param url template
 * @param headers templates by name; all that are sent, also to the extra calls
 * @param answer what the main call's answer must be
 * @param mapping the catalogue's mapping object ({@code balance}, {@code usage_today}, {@code usage_month}, {@code currency})
 * @param extra further calls by name, referred to by {@code from: extra.NAME}
 */
public record Billing(
        String credential,
        Scope scope,
        String method,
        String url,
        Map<String, String> headers,
        Answer answer,
        JsonNode mapping,
        Map<String, ExtraCall> extra) {
    public Billing {
        headers = Map.copyOf(headers);
        extra = Map.copyOf(extra);
    }

    /** True when the provider tells a balance: then a key without credit can be asked about it. */
    public boolean tellsBalance() {
        return mapping.path("balance").isObject();
    }

    /** Whose spend is told. */
    public enum Scope {
        /** Of the key alone. */
        KEY,
        /** Of the account or organisation with all its keys. */
        ACCOUNT
    }

    /**
     * @param okIf values that a good answer must hold, by JSON pointer: some providers answer failures with status 200
     * @param noData statuses that mean "there is none" instead of a failure
     * @param pages how a longer answer goes on, null when it comes whole
     */
    public record Answer(
            Map<String, String> okIf,
            Set<Integer> noData,
            @Nullable Pages pages) {
        public static final Answer PLAIN = new Answer(Map.of(), Set.of(), null);

        public Answer {
            okIf = Map.copyOf(okIf);
            noData = Set.copyOf(noData);
        }
    }

    /**
     * @param more JSON pointer to a boolean: whether there is another page
     * @param next JSON pointer to its name
     * @param parameter query parameter that asks for it
     * @param array JSON pointer to the list that goes on there
     */
    public record Pages(String more, String next, String parameter, String array) {}

    /**
     * @param optional true when its 401 and 403 mean "no data" instead of a failure
     * @param body JSON template, null when the call sends none
     * @param gives JSON pointers into its answer by the name of the place that they fill in the main call ({@code team_id})
     */
    public record ExtraCall(
            String method,
            String url,
            boolean optional,
            @Nullable String body,
            Map<String, String> gives) {
        public ExtraCall {
            gives = Map.copyOf(gives);
        }

        public ExtraCall(String method, String url, boolean optional) {
            this(method, url, optional, null, Map.of());
        }
    }
}
