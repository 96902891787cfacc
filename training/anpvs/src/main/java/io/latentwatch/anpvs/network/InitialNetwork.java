package io.latentwatch.anpvs.network;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What training begins with.
 *
 * @param weights by parameter name, in logical row-major order; empty where they are drawn from the seed
 */
public record InitialNetwork(NetworkSpec spec, Map<String, float[]> weights) {
    public InitialNetwork {
        weights = new LinkedHashMap<>(weights);
    }

    /** With weights from the seed. */
    public static InitialNetwork fresh(NetworkSpec spec) {
        return new InitialNetwork(spec, Map.of());
    }

    /** SHA-256 of the given weights, in the order of the layers; empty without any. */
    public String weightsSha256() {
        if (weights.isEmpty()) {
            return "";
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (Parameter parameter : spec.parameters()) {
                float[] values = weights.get(parameter.name());
                ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
                bytes.asFloatBuffer().put(values);
                sha256.update(bytes);
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
