package dev.keypool.integrations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.http.Json;
import dev.keypool.pool.SpendLimit;
import java.util.Map;

/** An integration as the audit log keeps it: its settings and masks, nothing secret. */
final class AuditText {
    private AuditText() {}

    static String of(IntegrationRow row, Map<String, String> preview) {
        KeySettings settings = row.settings();
        SpendLimit spend = settings.spendLimit();
        ObjectNode text = Json.object();
        text.put("provider_name", row.provider());
        text.put("key_label", settings.label());
        text.put("is_active", settings.active());
        text.put("is_primary", settings.primary());
        text.put("priority", settings.priority());
        text.put("daily_limit", settings.dailyLimit());
        text.put("minute_limit", settings.minuteLimit());
        text.put("spend_limit_amount", spend == null ? null : spend.amount().toDecimal());
        text.put("spend_limit_period", spend == null ? null : spend.period().wire());
        text.put("spend_limit_action", spend == null ? null : spend.action().wire());
        text.put("account_group", settings.accountGroup());
        ObjectNode masks = text.putObject("key_preview");
        preview.forEach(masks::put);
        return Json.text(text);
    }
}
