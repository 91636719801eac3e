package dev.keypool.gateway;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.SchemaRepository;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Holds answers against the schemas of {@code openapi.yaml}. */
final class Shapes {
    private static final String PLACE = "https://keypool.test/openapi";

    private final SchemaRepository document;

    Shapes() throws IOException {
        try (InputStream yaml = Shapes.class.getResourceAsStream("/openapi.yaml")) {
            var tree = new ObjectMapper(new YAMLFactory()).readTree(Objects.requireNonNull(yaml));
            var options = new JsonSchemaOptions()
                    .setBaseUri(PLACE)
                    .setDraft(Draft.DRAFT202012)
                    .setOutputFormat(OutputFormat.Basic);
            document =
                    SchemaRepository.create(options).dereference(PLACE, JsonSchema.of(new JsonObject(tree.toString())));
        }
    }

    void check(String schema, String json) {
        var reference = JsonSchema.of(new JsonObject().put("$ref", PLACE + "#/components/schemas/" + schema));
        var unit = document.validator(reference).validate(new JsonObject(json));
        assertTrue(Objects.equals(unit.getValid(), true), () -> schema + ": " + unit.toJson() + " in " + json);
    }
}
