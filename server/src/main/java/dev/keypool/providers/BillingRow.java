package dev.keypool.providers;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the {@code billing} of a catalogue file. Confined to the start. */
final class BillingRow {
    private BillingRow() {}

    /** Empty when the provider has no such call. */
    static Optional<Billing> read(JsonRow provider) {
        if (!provider.node().has("billing")) return Optional.empty();
        JsonRow row = provider.row("billing")
                .only(
                        "credential",
                        "scope",
                        "method",
                        "url",
                        "headers",
                        "ok_if",
                        "no_data",
                        "pages",
                        "mapping",
                        "extra",
                        "note");
        row.row("mapping").only("balance", "usage_today", "usage_month", "currency");
        return Optional.of(new Billing(
                row.text("credential"),
                row.word("scope", Billing.Scope.class),
                row.text("method"),
                row.text("url"),
                row.textMap("headers"),
                new Billing.Answer(row.textMap("ok_if"), row.statuses("no_data"), pages(row)),
                row.node().path("mapping"),
                row.rows("extra", BillingRow::extraCall)));
    }

    private static Billing.@Nullable Pages pages(JsonRow row) {
        if (!row.node().has("pages")) return null;
        JsonRow pages = row.row("pages").only("more", "next", "parameter", "array");
        return new Billing.Pages(pages.text("more"), pages.text("next"), pages.text("parameter"), pages.text("array"));
    }

    private static Billing.ExtraCall extraCall(String name, JsonRow call) {
        call.only("method", "url", "optional", "body", "gives");
        return new Billing.ExtraCall(
                call.text("method"),
                call.text("url"),
                call.flag("optional", false),
                call.node().has("body") ? call.row("body").node().toString() : null,
                call.textMap("gives"));
    }
}
