package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.e2e.Http.Reply;
import java.nio.file.Path;
import java.util.List;

/** The running product with a key for each provider that the document's examples name, and the document beside it. */
record DocumentedStage(Product product, Brand brand, String openRouterKey, DocumentedAnswers document)
        implements AutoCloseable {
    static DocumentedStage start(Path dir) {
        Product product = Product.start(
                dir,
                "KEYPOOL_PROVIDERS_OPENAI_BASE_URL",
                "{sandbox}/openai/v1",
                "KEYPOOL_PROVIDERS_ANTHROPIC_BASE_URL",
                "{sandbox}/anthropic/v1",
                "KEYPOOL_PROVIDERS_SILICONFLOW_BASE_URL",
                "{sandbox}/siliconflow/v1");
        Brand brand = Brand.make(product);
        String openRouterKey = Credentials.of("openrouter");
        brand.key("openrouter", openRouterKey);
        for (String provider : List.of("openai", "anthropic", "siliconflow"))
            brand.key(provider, Credentials.of(provider));
        return new DocumentedStage(product, brand, openRouterKey, DocumentedAnswers.of(product));
    }

    ObjectNode example(String path) {
        return document.exampleRequest(path);
    }

    /** A caller with the token of a new agent. */
    Http agent(String terms) {
        Reply made = brand.api().post("/api/v1/agents", "{\"name\":\"a\"," + terms + "}");
        assertEquals(201, made.status(), made.text());
        return product.http(made.json().required("token").asText());
    }

    void assertDocumented(String path, int status, Reply reply) {
        assertEquals(status, reply.status(), path + ": " + reply.text());
        assertEquals(List.of(), document.faults(path, "post", reply.raw(), reply.text()), path + ": " + status);
    }

    @Override
    public void close() {
        product.close();
    }
}
