package dev.keypool.providers;

import dev.keypool.values.Refusal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills a base URL from plain fields, so that no value can leave its place: in the host only a DNS label, in the path only
 * one segment. Values are a tenant's, and what they are put into is trusted.
 */
final class BaseUrl {
    /** The field that is a whole URL of its own. */
    static final String FREE = "base_url";

    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    private static final Pattern SEGMENT = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._~-]{1,128}");
    private static final int HIGHEST_PORT = 65_535;

    private BaseUrl() {}

    static String of(Provider provider, Map<String, String> fields) {
        String template = provider.overridden()
                ? provider.baseUrl()
                : variant(provider, fields).orElse(provider.baseUrl());
        return withoutSlash(fill(provider, template, fields));
    }

    /** Fills a template of the provider; {@code {base}} is its base URL. */
    static String fill(Provider provider, String template, Map<String, String> fields) {
        int hostEnd = endOfHost(template);
        String host = Template.fill(template.substring(0, hostEnd), name -> inHost(provider, name, fields));
        return host + Template.fill(template.substring(hostEnd), name -> inPath(provider, name, fields));
    }

    /** Why the text is no usable base URL; empty when it is one. */
    static Optional<String> fault(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme();
            if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme))
                return Optional.of("it must begin with http:// or https://");
            if (uri.getHost() == null || uri.getPort() > HIGHEST_PORT)
                return Optional.of(
                        "its host must be letters, digits, hyphens and dots, or an address, with a port up to 65535");
            if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null)
                return Optional.of("it must hold no user, no query and no fragment");
            return Optional.empty();
        } catch (URISyntaxException notParsed) {
            return Optional.of("it must be a plain URL such as http://llm.example:8000/v1");
        }
    }

    private static Optional<String> variant(Provider provider, Map<String, String> fields) {
        for (var byField : provider.variants().entrySet()) {
            String value = fields.get(byField.getKey());
            if (value == null) continue;
            String chosen = byField.getValue().get(value);
            if (chosen != null) return Optional.of(chosen);
            if (!Template.names(provider.baseUrl()).contains(byField.getKey()))
                throw refusal(
                        byField.getKey(),
                        "must be one of "
                                + String.join(
                                        ", ", new TreeSet<>(byField.getValue().keySet())));
        }
        return Optional.empty();
    }

    private static String inHost(Provider provider, String name, Map<String, String> fields) {
        return switch (name) {
            case "base" -> of(provider, fields);
            case FREE -> whole(provider, fields.get(FREE));
            default ->
                checked(provider, name, fields.get(name), LABEL, "letters, digits and inner hyphens, at most 63");
        };
    }

    private static String inPath(Provider provider, String name, Map<String, String> fields) {
        return checked(
                provider, name, fields.get(name), SEGMENT, "letters, digits, '.', '_', '~' and '-', at most 128");
    }

    private static String whole(Provider provider, @Nullable String url) {
        if (url == null) throw missing(provider, FREE);
        fault(url).ifPresent(why -> {
            throw refusal(FREE, "is not usable: " + why);
        });
        return withoutSlash(url);
    }

    private static String checked(
            Provider provider, String name, @Nullable String value, Pattern allowed, String expected) {
        if (value == null) throw missing(provider, name);
        if (!allowed.matcher(value).matches())
            throw refusal(name, "is part of the provider's URL and may hold only " + expected);
        return value;
    }

    private static Refusal missing(Provider provider, String name) {
        return refusal(name, "is missing: the URL of " + provider.name() + " needs it");
    }

    static Refusal refusal(String field, String what) {
        var loc = List.of("body", "credentials", field);
        return Refusal.invalid(
                List.of(new Refusal.Fault(loc, "Credential field '" + field + "' " + what + ".", "invalid_field")));
    }

    /** A template that begins with a place has its host in there. */
    private static int endOfHost(String template) {
        int scheme = template.indexOf("://");
        int slash = template.indexOf('/', scheme < 0 ? 0 : scheme + 3);
        return slash < 0 ? template.length() : slash;
    }

    private static String withoutSlash(String url) {
        int end = url.length();
        while (end > 0 && url.charAt(end - 1) == '/') end--;
        return url.substring(0, end);
    }
}
