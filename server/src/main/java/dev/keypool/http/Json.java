package dev.keypool.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.AnnotationIntrospectorPair;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.KeyPreview;
import dev.keypool.values.Money;
import dev.keypool.values.Secret;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How values look on the wire: names in snake_case in the order of the record, nulls written, {@link Money} a plain number
 * with two to nine decimals, {@link Instant} in whole seconds with {@code Z}, ids as numbers, enums as their {@code wire()}
 * (else their name in lower case). A {@link Secret} is refused. Immutable.
 */
public final class Json {
    private static final ObjectMapper MAPPER = mapper();

    private Json() {}

    /** The value as UTF-8. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not a value for the wire: " + value.getClass(), e);
        }
    }

    /** The value as text, for example for the audit log. */
    public static String text(Object value) {
        return new String(bytes(value), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** The value as a tree, in the form it has on the wire. */
    public static JsonNode tree(@Nullable Object value) {
        return MAPPER.valueToTree(value);
    }

    /** A new, empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Reads what this class once wrote; decimals stay exact. For what callers send, see {@code BodyText}. */
    public static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            e.clearLocation();
            throw new IllegalArgumentException("A stored JSON text cannot be read back", e);
        }
    }

    private static ObjectMapper mapper() {
        return JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .annotationIntrospector(
                        AnnotationIntrospectorPair.pair(new WireNames(), new JacksonAnnotationIntrospector()))
                .addModule(words())
                .build();
    }

    private static SimpleModule words() {
        return new SimpleModule("keypool")
                .addSerializer(Money.class, written((money, out) -> out.writeNumber(money.toDecimal())))
                .addSerializer(Instant.class, written((time, out) -> out.writeString(seconds(time))))
                .addSerializer(BrandId.class, written((id, out) -> out.writeNumber(id.value())))
                .addSerializer(IntegrationId.class, written((id, out) -> out.writeNumber(id.value())))
                .addSerializer(KeyPreview.class, written((preview, out) -> out.writeString(preview.text())))
                .addSerializer(Optional.class, written((optional, out) -> out.writePOJO(inside(optional))))
                .addSerializer(Secret.class, written((secret, out) -> {
                    throw new IOException("A secret is not a value for the wire");
                }));
    }

    private static @Nullable Object inside(Optional<?> optional) {
        return optional.isPresent() ? optional.get() : null;
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private interface Writing<T> {
        void write(T value, JsonGenerator out) throws IOException;
    }

    private static <T> JsonSerializer<T> written(Writing<T> writing) {
        return new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                writing.write(value, out);
            }
        };
    }

    /** Takes a method {@code wire()} of an enum for its name on the wire. */
    private static final class WireNames extends NopAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Boolean hasAsValue(Annotated member) {
            return (member instanceof AnnotatedMethod method && isWire(method)) ? Boolean.TRUE : null;
        }

        private static boolean isWire(AnnotatedMethod method) {
            return method.getName().equals("wire")
                    && method.getParameterCount() == 0
                    && method.getDeclaringClass().isEnum();
        }
    }
}
