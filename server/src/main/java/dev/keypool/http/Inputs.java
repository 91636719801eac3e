package dev.keypool.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.keypool.http.Endpoint.Parameter;
import dev.keypool.http.Endpoint.Place;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks path, query, headers and body of one request against the contract, and finds all faults at once. Confined to its request. */
final class Inputs {
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,40})");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,40})?");

    private final Endpoint endpoint;
    private final Faults faults = new Faults();

    private Inputs(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** The call, when everything is as the contract says; else a refusal with every fault. */
    static Call check(Endpoint endpoint, Caller caller, Exchange exchange, Map<String, String> path, byte[] body) {
        Inputs inputs = new Inputs(endpoint);
        inputs.checkTexts(Place.PATH, path);
        Map<String, String> query = inputs.query(exchange.rawQuery());
        inputs.checkTexts(Place.QUERY, query);
        inputs.checkTexts(Place.HEADER, inputs.declared(exchange.headers()));
        ObjectNode object = inputs.body(body);
        inputs.faults.refuse();
        return new Call(
                caller, exchange.requestId(), exchange.remoteAddress(), path, query, exchange.headers(), object);
    }

    private Map<String, String> query(@Nullable String raw) {
        Map<String, String> sent = new HashMap<>();
        if (raw == null || raw.isEmpty()) return sent;
        for (String pair : raw.split("&", -1)) {
            if (pair.isEmpty() || faults.full()) continue;
            int equals = pair.indexOf('=');
            String name = Percent.decode(equals < 0 ? pair : pair.substring(0, equals), true)
                    .orElse("%");
            take(name, equals < 0 ? "" : pair.substring(equals + 1), sent);
        }
        return sent;
    }

    private void take(String name, String rawValue, Map<String, String> sent) {
        List<String> loc = List.of("query", Shown.name(name));
        if (endpoint.parameter(Place.QUERY, name) == null) {
            List<String> known = endpoint.parameters(Place.QUERY).stream()
                    .map(Parameter::name)
                    .toList();
            faults.add(
                    loc,
                    Shown.name(name) + " is not a query parameter here. " + Advice.instead(name, known),
                    "unknown_parameter");
        } else if (sent.containsKey(name)) {
            faults.add(loc, name + " is there more than once. Send it once.", "repeated_parameter");
        } else {
            String value = Percent.decode(rawValue, true).orElse(null);
            if (value == null) {
                faults.add(loc, name + " is not percent-encoded UTF-8. Encode it anew.", "bad_encoding");
            }
            sent.put(name, value == null ? "" : value);
        }
    }

    private void checkTexts(Place place, Map<String, String> sent) {
        String in = place.name().toLowerCase(Locale.ROOT);
        for (Parameter parameter : endpoint.parameters(place)) {
            String text = sent.get(parameter.name());
            List<String> loc = List.of(in, parameter.name());
            if (text != null) {
                if (!faults.knows(loc)) parameter.schema().check(value(text, parameter.schema()), loc, faults);
            } else if (parameter.required()) {
                faults.add(loc, parameter.name() + " is missing. Send it.", "missing");
            }
        }
    }

    private Map<String, String> declared(Map<String, String> headers) {
        Map<String, String> declared = new HashMap<>();
        for (Parameter parameter : endpoint.parameters(Place.HEADER)) {
            String text = headers.get(parameter.name().toLowerCase(Locale.ROOT));
            if (text != null) declared.put(parameter.name(), text);
        }
        return declared;
    }

    /** The text as the value that its schema means, or as text, which then is the fault. */
    private static JsonNode value(String text, Schema schema) {
        if (schema.is("integer") && WHOLE.matcher(text).matches()) return Json.parse(text);
        if (schema.is("number") && DECIMAL.matcher(text).matches()) return Json.parse(text);
        if (schema.is("boolean") && (text.equals("true") || text.equals("false"))) {
            return BooleanNode.valueOf(text.equals("true"));
        }
        return TextNode.valueOf(text);
    }

    private ObjectNode body(byte[] bytes) {
        JsonNode sent;
        try {
            sent = bytes.length == 0 ? MissingNode.getInstance() : BodyText.parse(bytes);
        } catch (Refusal unreadable) {
            throw faults.with(unreadable);
        }
        if (sent.isMissingNode()) {
            if (endpoint.bodyRequired())
                faults.add(List.of("body"), "The body is missing. Send a JSON object.", "missing");
            return Json.object();
        }
        endpoint.body().check(sent, List.of("body"), faults);
        return sent instanceof ObjectNode object ? object : Json.object();
    }
}
