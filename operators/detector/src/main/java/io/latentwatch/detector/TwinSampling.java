package io.latentwatch.detector;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Chooses which images get a twin: by a keyed hash of the record's position, so that the choice is the same after a restart, is made
 * before any score is known, and cannot be foreseen by a producer who does not know the key. Not thread-safe.
 */
public final class TwinSampling {
    private static final double TWO_TO_THE_63 = 0x1.0p63;

    private final Mac mac;

    /**
     * @param key any text that is not empty; keep it from the producers
     */
    public TwinSampling(String key) {
        this.mac = hmac(key);
    }

    /**
     * Whether the image at this position gets a twin. One that does at some rate does at every higher one.
     *
     * @param rate share of the images that get a twin, 0 to 1
     */
    public boolean twinned(String topic, int partition, long offset, double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("twin rate is " + rate + ", expected a share from 0 to 1");
        }
        if (rate == 0 || rate == 1) {
            return rate == 1;
        }
        mac.update(topic.getBytes(StandardCharsets.UTF_8));
        mac.update(ByteBuffer.allocate(12).putInt(partition).putLong(offset).flip());
        long draw = ByteBuffer.wrap(mac.doFinal()).getLong() >>> 1;
        return draw < rate * TWO_TO_THE_63;
    }

    private static Mac hmac(String key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("HmacSHA256 is part of every Java platform", e);
        }
    }
}
