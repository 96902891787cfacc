package io.latentwatch.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads and writes the bytes of {@code manifest.json}. Unknown versions and unknown fields are refused. */
final class ManifestJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ManifestJson() {}

    static byte[] write(Manifest manifest) {
        try {
            return (MAPPER.writeValueAsString(manifest) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest can always be written", e);
        }
    }

    /** @param where the bundle, for the error's text */
    static Manifest read(byte[] bytes, String where) {
        try {
            JsonNode root = MAPPER.readTree(bytes);
            JsonNode version = root.path("formatVersion");
            if (!version.isInt() || version.intValue() != Manifest.FORMAT_VERSION) {
                throw new BundleException(where + ": manifest.json has formatVersion "
                        + (version.isMissingNode() ? "missing" : version) + ", known here: " + Manifest.FORMAT_VERSION
                        + "; use a Latentwatch that knows it, or profile the model again");
            }
            return MAPPER.treeToValue(root, Manifest.class);
        } catch (IOException e) {
            throw new BundleException(
                    where + ": manifest.json is not a manifest of format version " + Manifest.FORMAT_VERSION + ": "
                            + rootMessage(e) + "; take the bundle from its origin again, or profile the model again",
                    e);
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(
                cause instanceof JsonProcessingException json ? json.getOriginalMessage() : cause.getMessage());
        return message.lines().findFirst().orElse("no message");
    }
}
