package dev.keypool.integrations;

import dev.keypool.routing.Alias;
import dev.keypool.routing.AliasBook;
import dev.keypool.routing.Target;
import dev.keypool.values.BrandId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One alias as {@code /api/v1/aliases} shows it. Immutable.
 *
 * @param source {@code brand} when the brand set it, else {@code default}
 * @param hidesDefault whether the brand's own stands in the place of one that ships
 */
record AliasView(String name, @Nullable String useCase, List<String> models, String source, boolean hidesDefault) {
    static AliasView of(AliasBook book, BrandId brand, Alias alias) {
        boolean own = book.own(brand, alias.name()) != null;
        return new AliasView(
                alias.name(),
                alias.useCase(),
                alias.targets().stream().map(Target::name).toList(),
                own ? "brand" : "default",
                own && book.shipped(alias.name()) != null);
    }
}
