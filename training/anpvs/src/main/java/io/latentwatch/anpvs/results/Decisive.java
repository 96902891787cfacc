package io.latentwatch.anpvs.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** All that decides a result, as a hash: a result that bears the same one need not be computed again. */
public final class Decisive {
    private Decisive() {}

    /** SHA-256 of values that can be written as JSON, in their order. */
    public static String hash(List<Object> values) {
        try {
            String text = new ObjectMapper().writeValueAsString(values);
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("records of numbers can be written and hashed", e);
        }
    }
}
