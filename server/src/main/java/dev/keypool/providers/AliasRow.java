package dev.keypool.providers;

import java.util.List;

/**
 * One alias of the catalogue. Immutable.
 *
 * @param useCase a sentence for whoever chooses
 * @param models {@code provider/model}, best first
 */
public record AliasRow(String name, String useCase, List<String> models) {
    public AliasRow {
        models = List.copyOf(models);
    }
}
