package dev.keypool.e2e;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.keypool.e2e.SampleIssuer.Lie;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** What the sample issuer says of somebody, and each way in which it must not be believed. */
record SampleIdToken(String issuer, String email, String nonce, boolean terse) {
    static String subject(String email) {
        return "subject of " + email;
    }

    String signed(JWK key, Lie lie) {
        JWTClaimsSet claims = claims(lie);
        try {
            return switch (lie) {
                case UNSIGNED -> new PlainJWT(claims).serialize();
                case PUBLIC_KEY_AS_SECRET ->
                    signed(
                            claims,
                            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()),
                            new MACSigner(key.toRSAKey().toPublicKey().getEncoded()));
                case FOREIGN_KEY -> signed(claims, header(key), new RSASSASigner(new RSAKeyGenerator(2048).generate()));
                default -> signed(claims, header(key), signer(key));
            };
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private JWTClaimsSet claims(Lie lie) {
        Instant now = lie == Lie.OLD ? Instant.now().minus(Duration.ofHours(1)) : Instant.now();
        var claims = new JWTClaimsSet.Builder()
                .issuer(lie == Lie.OTHER_ISSUER ? "https://other.example" : issuer)
                .audience(lie == Lie.OTHER_AUDIENCE ? "somebody-else" : SampleIssuer.CLIENT)
                .subject(subject(email))
                .claim("nonce", lie == Lie.OTHER_NONCE ? "another" : nonce)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
        if (terse || lie == Lie.NO_EMAIL) return claims.build();
        if (lie == Lie.UNSAID) return claims.claim("email", email).build();
        Object verified = lie == Lie.VERIFIED_AS_TEXT ? "true" : lie != Lie.UNVERIFIED;
        return claims.claim("email", email).claim("email_verified", verified).build();
    }

    private static JWSSigner signer(JWK key) throws JOSEException {
        return key instanceof ECKey curve ? new ECDSASigner(curve) : new RSASSASigner(key.toRSAKey());
    }

    private static JWSHeader.Builder header(JWK key) {
        var algorithm = key instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
        return new JWSHeader.Builder(algorithm).keyID(key.getKeyID());
    }

    private static String signed(JWTClaimsSet claims, JWSHeader.Builder header, JWSSigner signer) throws JOSEException {
        var token = new SignedJWT(header.build(), claims);
        token.sign(signer);
        return token.serialize();
    }
}
