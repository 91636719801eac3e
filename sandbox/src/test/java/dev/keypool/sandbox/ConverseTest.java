package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dialect of Amazon Bedrock. */
class ConverseTest extends SandboxCase {
    private static final String MODEL = "/bedrock/model/anthropic.claude-3-haiku-20240307-v1%3A0/";
    private static final String BODY = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Twelve chars\"}]}]";
    private static final String TOOLS =
            ",\"toolConfig\":{\"tools\":[{\"toolSpec\":{\"name\":\"weather\",\"inputSchema\":"
                    + "{\"json\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}}}],\"toolChoice\":{\"any\":{}}}";

    private static final String ACCESS_KEY = "AKIDEXAMPLE";
    private static final String Z = "0000000000000000000000000000000000000000000000000000000000000000";

    private record Frame(String kind, String type, JsonNode payload) {}

    ConverseTest() throws IOException {}

    @Test
    void anAnswerHasTheFieldsOfTheDialect() {
        sandbox.configure(KEY, KeyBehaviour.OK.thinking("Hm."));
        JsonNode answer = Client.json(client.keyed(MODEL + "converse", KEY, BODY + "}"));
        assertEquals(
                "Hm.",
                answer.at("/output/message/content/0/reasoningContent/reasoningText/text")
                        .asText());
        assertEquals(
                Reply.USUAL.text(), answer.at("/output/message/content/1/text").asText());
        assertEquals("end_turn", answer.path("stopReason").asText());
        assertEquals(3, answer.at("/usage/inputTokens").asInt());
        assertEquals(12, answer.at("/usage/outputTokens").asInt());
        assertEquals(3 * 150 + 12 * 600, books().invoiceNanos());
    }

    @Test
    void aStreamIsBinaryFramesWithGoodChecksums() {
        HttpResponse<byte[]> response = client.bytes(MODEL + "converse-stream", KEY, BODY + "}");
        assertEquals(
                "application/vnd.amazon.eventstream",
                response.headers().firstValue("content-type").orElse(""));
        List<Frame> frames = frames(response.body());
        StringBuilder text = new StringBuilder();
        frames.forEach(frame -> text.append(frame.payload().at("/delta/text").asText()));
        assertEquals("messageStart", frames.getFirst().type());
        assertEquals("metadata", frames.getLast().type());
        assertEquals(Reply.USUAL.text(), text.toString());
        assertEquals(11, frames.getLast().payload().at("/usage/outputTokens").asInt());
        assertEquals(1, books().counts().streams().completed());
    }

    @Test
    void aToolIsCalledWholeAndInPieces() {
        JsonNode answer = Client.json(client.keyed(MODEL + "converse", KEY, BODY + TOOLS + "}"));
        assertEquals("tool_use", answer.path("stopReason").asText());
        assertEquals(
                "{\"city\":\"sandbox\"}",
                answer.at("/output/message/content/0/toolUse/input").toString());
        List<Frame> frames = frames(
                client.bytes(MODEL + "converse-stream", KEY, BODY + TOOLS + "}").body());
        StringBuilder input = new StringBuilder();
        frames.forEach(
                frame -> input.append(frame.payload().at("/delta/toolUse/input").asText()));
        assertEquals("{\"city\":\"sandbox\"}", input.toString());
        assertEquals("contentBlockStart", frames.get(1).type());
        assertEquals(
                "weather", frames.get(1).payload().at("/start/toolUse/name").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID, 403, UnrecognizedClientException",
        "RATE_LIMITED, 429, ThrottlingException",
        "OVERLOADED, 503, ServiceUnavailableException",
        "MODEL_NOT_FOUND, 404, ResourceNotFoundException",
        "CONTEXT_TOO_LONG, 400, ValidationException",
        "ERROR_500, 500, InternalServerException"
    })
    void aRefusalNamesItsExceptionInAHeader(Mode mode, int status, String exception) {
        fault(Fault.of(mode));
        HttpResponse<String> response = client.keyed(MODEL + "converse", KEY, BODY + "}");
        assertEquals(status, response.statusCode());
        assertEquals(
                exception, response.headers().firstValue("x-amzn-errortype").orElse(""));
        assertTrue(Client.json(response).path("message").isTextual(), response.body());
    }

    @Test
    void aStreamThatFailsEndsWithAnExceptionFrame() {
        fault(Fault.of(Mode.ERROR_IN_200).afterChunks(1));
        Frame last = frames(
                        client.bytes(MODEL + "converse-stream", KEY, BODY + "}").body())
                .getLast();
        assertEquals("exception serviceUnavailableException", last.kind() + " " + last.type());
    }

    /** The right signature is the one that botocore, AWS's own library for Python, gives for this call. */
    @ParameterizedTest
    @CsvSource({
        "d84813e3927ab1a880735fc5a9a3919c4c9ffe577b425c9286530a2fd44717bc, 200 OK, end_turn",
        "0000000000000000000000000000000000000000000000000000000000000000, 403 Forbidden, The request signature we calculated does not match"
    })
    void aSignatureIsVerifiedWhenTheKeyHasASecret(String signature, String status, String text) throws IOException {
        sandbox.configure(ACCESS_KEY, KeyBehaviour.OK.secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));
        String body = BODY + "}";
        try (Socket socket = client.raw("POST " + MODEL
                + "converse HTTP/1.1\r\nHost: bedrock-runtime.us-east-1.amazonaws.com\r\nConnection: close\r\n"
                + "X-Amz-Date: 20261126T120000Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=" + ACCESS_KEY
                + "/20261126/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + signature
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)) {
            String answer = Client.readToEnd(socket);
            assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
            assertTrue(answer.contains(text), answer);
        }
        long good = status.startsWith("200") ? 1 : 0;
        assertEquals(good, sandbox.books(ACCESS_KEY).answered());
        assertEquals(1 - good, sandbox.books(ACCESS_KEY).refused("bad_signature"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AWS4-HMAC-SHA256 Credential=K/20261126/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00 | is not of the form",
                "AWS4-HMAC-SHA256 Credential=K/20261126/us-east-1/bedrock/aws4_request, SignedHeaders=x-amz-date, Signature="
                        + Z + " | must be a 'SignedHeader'",
                "AWS4-HMAC-SHA256 Credential=K/20261125/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature="
                        + Z + " | X-Amz-Date must be"
            })
    void aSignatureOfTheWrongFormIsRefusedWithoutASecretToo(String authorization, String sentence) {
        HttpResponse<String> response = client.call(
                MODEL + "converse", BODY + "}", "Authorization", authorization, "X-Amz-Date", "20261126T120000Z");
        assertEquals(403, response.statusCode());
        assertTrue(response.body().contains(sentence), response.body());
    }

    private static List<Frame> frames(byte[] bytes) {
        List<Frame> frames = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            int start = rest.position();
            int total = rest.getInt();
            int headers = rest.getInt();
            assertEquals(checksum(bytes, start, 8), rest.getInt());
            assertEquals(checksum(bytes, start, total - 4), rest.getInt(start + total - 4));
            String head = new String(bytes, start + 12, headers, StandardCharsets.ISO_8859_1);
            int from = start + 12 + headers;
            String payload = new String(bytes, from, start + total - 4 - from, StandardCharsets.UTF_8);
            frames.add(new Frame(
                    head.contains(":exception-type") ? "exception" : "event",
                    head.replaceAll("(?s).*-type\u0007.(.)(\\w+)\r:content-type.*", "$2"),
                    Client.json(payload)));
            rest.position(start + total);
        }
        return frames;
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
