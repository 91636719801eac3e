package dev.keypool.gateway;

import java.time.Duration;

/**
 * Bounds of the data plane. Immutable.
 *
 * @param bodyLimit largest JSON request, bytes; beyond is 413
 * @param fileLimit largest sound file, bytes; beyond is 413
 * @param keptForRetry of a body that is let through while it comes, the most that is kept to send it to another key, bytes
 * @param answerLimit largest whole answer or single stream event of a provider, bytes; beyond is a provider error
 * @param attempts most attempts of one request
 * @param deadline from the request's first byte to the answer (to the first real chunk of a stream); a caller's own
 *     {@code spidergate_options.timeout_ms} takes its place, and then bounds the whole stream
 * @param longestDeadline largest {@code timeout_ms} a caller may ask for
 * @param connect until a connection stands
 * @param firstByte from the sending until the provider's answer begins
 * @param firstToken from there until the first real chunk of a stream
 * @param idle longest silence inside an answer, inside a request body, or of a caller who does not read
 * @param connections most connections to one provider address, for each event loop
 * @param keepAlive how long an unused connection is kept: shorter than the providers keep theirs, so that none is stale
 * @param modelsFor how long a fetched model list is used
 * @param publicCatalogue whether model list and catalogue may be read without a token
 */
public record GatewaySettings(
        int bodyLimit,
        int fileLimit,
        int keptForRetry,
        int answerLimit,
        int attempts,
        Duration deadline,
        Duration longestDeadline,
        Duration connect,
        Duration firstByte,
        Duration firstToken,
        Duration idle,
        int connections,
        Duration keepAlive,
        Duration modelsFor,
        boolean publicCatalogue) {
    public static final GatewaySettings STANDARD = new GatewaySettings(
            40 << 20,
            25 << 20,
            4 << 20,
            64 << 20,
            5,
            Duration.ofSeconds(120),
            Duration.ofMinutes(30),
            Duration.ofSeconds(3),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            2_048,
            Duration.ofSeconds(20),
            Duration.ofMinutes(10),
            true);

    public GatewaySettings {
        if (bodyLimit < 1 || answerLimit < 1 || attempts < 1 || connections < 1)
            throw new IllegalArgumentException("Limits of the gateway are positive numbers");
        if (keepAlive.toSeconds() < 1) throw new IllegalArgumentException("keepAlive is at least one second");
    }
}
