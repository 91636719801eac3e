package dev.keypool.integrations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.http.Json;
import dev.keypool.routing.Alias;
import dev.keypool.routing.Target;
import dev.keypool.values.BrandId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Statements on the tables {@code brand_alias} and {@code brand_model_policy}; every one that serves a caller names the brand. */
final class AliasTable {
    private AliasTable() {}

    /** One row of {@code brand_alias}. */
    record Own(BrandId brand, Alias alias) {}

    /** One row of {@code brand_model_policy}. */
    record Policy(BrandId brand, List<String> patterns) {}

    static void put(Handle handle, BrandId brand, Alias alias, Instant now) {
        handle.execute(
                """
                INSERT INTO brand_alias (brand, name, use_case, models, set_at_ms) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (brand, name) DO UPDATE SET use_case = excluded.use_case, models = excluded.models,
                    set_at_ms = excluded.set_at_ms""",
                brand.value(),
                alias.name(),
                alias.useCase(),
                Json.text(alias.targets().stream().map(Target::name).toList()),
                now.toEpochMilli());
    }

    /** Whether there was one. */
    static boolean delete(Handle handle, BrandId brand, String name) {
        return handle.execute("DELETE FROM brand_alias WHERE brand = ? AND name = ?", brand.value(), name) == 1;
    }

    static List<Own> all(Handle handle) {
        return handle.select("SELECT brand, name, use_case, models FROM brand_alias")
                .map((row, _) -> new Own(
                        new BrandId(row.getLong(1)),
                        new Alias(
                                row.getString(2),
                                row.getString(3),
                                texts(row.getString(4)).stream().map(Target::of).toList())))
                .list();
    }

    static void putPolicy(Handle handle, BrandId brand, List<String> patterns, Instant now) {
        handle.execute("""
                INSERT INTO brand_model_policy (brand, patterns, set_at_ms) VALUES (?, ?, ?)
                ON CONFLICT (brand) DO UPDATE SET patterns = excluded.patterns, set_at_ms = excluded.set_at_ms""", brand.value(), Json.text(patterns), now.toEpochMilli());
    }

    static void deletePolicy(Handle handle, BrandId brand) {
        handle.execute("DELETE FROM brand_model_policy WHERE brand = ?", brand.value());
    }

    static List<Policy> allPolicies(Handle handle) {
        return handle.select("SELECT brand, patterns FROM brand_model_policy")
                .map((row, _) -> new Policy(new BrandId(row.getLong(1)), texts(row.getString(2))))
                .list();
    }

    private static List<String> texts(String json) {
        List<String> texts = new ArrayList<>();
        for (JsonNode text : Json.parse(json)) texts.add(text.asText());
        return texts;
    }
}
