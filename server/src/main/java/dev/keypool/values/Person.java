package dev.keypool.values;

/**
 * A person for whom an issuer of OpenID Connect vouches. Immutable.
 *
 * @param issuer the issuer's address, as it names itself
 * @param subject how it calls the person: never given to another, and meaningless elsewhere
 * @param email an address that it has verified, as it writes it
 */
public record Person(String issuer, String subject, String email) {}
