package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@link KeyBehaviour} as one flat JSON object; the fields are described in the module's README. */
final class BehaviourJson {
    private BehaviourJson() {}

    /** Reads settings; what is left out has its usual value. Fails with a sentence for the caller. */
    static KeyBehaviour read(JsonNode json) {
        SettingsFields fields = new SettingsFields(json);
        KeyBehaviour behaviour =
                new KeyBehaviour(fault(fields), pace(fields), reply(fields), account(fields), ways(fields));
        fields.refuseOthers();
        return behaviour;
    }

    private static Fault fault(SettingsFields fields) {
        String name = fields.text("mode", "ok");
        Mode mode = Mode.named(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Unknown mode '" + name + "'. Known modes: " + Mode.allNames() + "."));
        Fault usual = mode == Mode.CUSTOM ? Fault.custom(500, "") : Fault.of(mode);
        Map<String, String> headers = new TreeMap<>(fields.texts("headers"));
        String retryAfter = fields.numberOrText("retry_after");
        if (retryAfter != null) {
            headers.put("Retry-After", retryAfter);
        }
        return new Fault(
                mode,
                when(fields),
                fields.integer("delay_ms", usual.delayMs()),
                fields.integer("after_chunks", usual.afterChunks()),
                fields.integer("status"),
                fields.body("body"),
                headers);
    }

    private static When when(SettingsFields fields) {
        String on = fields.text("on");
        Calls calls = on == null
                ? null
                : Calls.named(on)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "Unknown value '" + on + "' of on. Known: chat, other, all."));
        return new When(
                calls,
                fields.integer("times"),
                fields.instant("until"),
                fields.integer("every", 1),
                fields.fraction("probability"));
    }

    private static Pace pace(SettingsFields fields) {
        return new Pace(
                fields.integer("latency_ms", Pace.QUICK.latencyMs()),
                fields.integer("chunks", Pace.QUICK.chunks()),
                fields.integer("chunk_pause_ms", Pace.QUICK.chunkPauseMs()));
    }

    private static Reply reply(SettingsFields fields) {
        return new Reply(
                fields.text("text", Reply.USUAL.text()),
                fields.integer("completion_tokens"),
                fields.integer("cached_tokens", 0),
                fields.integer("reasoning_tokens", 0));
    }

    private static Ways ways(SettingsFields fields) {
        return new Ways(
                Boolean.TRUE.equals(fields.flag("use_tools")),
                fields.text("thinking"),
                fields.text("shape"),
                fields.text("secret"));
    }

    private static Account account(SettingsFields fields) {
        Long today = fields.usd("spent_elsewhere_today");
        Long month = fields.usd("spent_elsewhere_month");
        long spentToday = today == null ? 0 : today;
        return new Account(
                fields.integer("minute_limit"),
                fields.usd("credit"),
                fields.flag("cost"),
                spentToday,
                month == null ? spentToday : month);
    }

    static ObjectNode write(ObjectNode json, KeyBehaviour behaviour) {
        write(json, behaviour.fault());
        write(json, behaviour.fault().when());
        Reply reply = behaviour.reply();
        Account account = behaviour.account();
        json.put("latency_ms", behaviour.pace().latencyMs())
                .put("chunks", behaviour.pace().chunks())
                .put("chunk_pause_ms", behaviour.pace().chunkPauseMs())
                .put("text", reply.text())
                .put("completion_tokens", reply.completionTokens())
                .put("cached_tokens", reply.cachedTokens())
                .put("reasoning_tokens", reply.reasoningTokens())
                .put("minute_limit", account.minuteLimit())
                .put("credit", usd(account.creditNanos()))
                .put("cost", account.reportsCost())
                .put("spent_elsewhere_today", usd(account.elsewhereTodayNanos()))
                .put("spent_elsewhere_month", usd(account.elsewhereMonthNanos()));
        Ways ways = behaviour.ways();
        json.put("use_tools", ways.usesTools())
                .put("thinking", ways.thinking())
                .put("shape", ways.shape())
                .put("secret", ways.secret());
        return json;
    }

    private static void write(ObjectNode json, Fault fault) {
        json.put("mode", fault.mode().wire())
                .put("delay_ms", fault.delayMs())
                .put("after_chunks", fault.afterChunks())
                .put("status", fault.status())
                .put("body", fault.body());
        ObjectNode headers = json.putObject("headers");
        fault.sortedHeaders().forEach(headers::put);
    }

    private static void write(ObjectNode json, When when) {
        Calls on = when.on();
        json.put("on", on == null ? null : on.wire())
                .put("times", when.times())
                .put("until", when.until() == null ? null : String.valueOf(when.until()))
                .put("every", when.every())
                .put("probability", when.probability());
    }

    private static @Nullable String usd(@Nullable Long nanos) {
        return nanos == null ? null : Usd.plain(nanos);
    }
}
