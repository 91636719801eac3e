package dev.keypool.providers;

import java.util.List;

/** Rows for tests, made from those that ship. */
final class TestRows {
    private TestRows() {}

    /** The same row under another name. */
    static Provider named(String name, Provider row) {
        return changed(name, row, row.errorRules());
    }

    /** The same row, knowing nothing of its own errors. */
    static Provider withoutRules(Provider row) {
        return changed(row.name(), row, List.of());
    }

    private static Provider changed(String name, Provider row, List<ErrorRule> rules) {
        return new Provider(
                name,
                row.label(),
                row.category(),
                row.published(),
                row.retired(),
                row.fields(),
                row.auth(),
                row.baseUrl(),
                row.overridden(),
                row.paths(),
                row.streamPaths(),
                row.modelsPath(),
                row.includeUsage(),
                row.capabilities(),
                row.test(),
                row.billing(),
                rules,
                row.docsUrl(),
                row.signupUrl(),
                row.variants());
    }
}
