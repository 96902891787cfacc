package io.latentwatch.evaluation.statistics;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.latentwatch.detector.statistics.Share;
import java.util.Base64;
import java.util.BitSet;

/**
 * For each image, in the order of the set, whether the network gives its label. Kept so that two networks can be compared
 * image by image.
 *
 * @param images how many
 * @param bits base64 of ceil(images / 8) bytes; image i is bit {@code i % 8}, counted from the lowest, of byte {@code i / 8}
 */
public record Correctness(int images, String bits) {
    @JsonCreator
    public Correctness(
            @JsonProperty(value = "images", required = true) int images,
            @JsonProperty(value = "bits", required = true) String bits) {
        int bytes = Base64.getDecoder().decode(bits).length;
        if (bytes != (images + 7) / 8) {
            throw new IllegalArgumentException(
                    "correctness of %d images: expected %d bytes, found %d; write the evaluation again"
                            .formatted(images, (images + 7) / 8, bytes));
        }
        this.images = images;
        this.bits = bits;
    }

    /** From one answer per image. */
    public static Correctness of(boolean[] right) {
        byte[] bytes = new byte[(right.length + 7) / 8];
        for (int i = 0; i < right.length; i++) {
            if (right[i]) {
                bytes[i / 8] |= (byte) (1 << i % 8);
            }
        }
        return new Correctness(right.length, Base64.getEncoder().encodeToString(bytes));
    }

    /** One answer per image. */
    public boolean[] right() {
        BitSet set = BitSet.valueOf(Base64.getDecoder().decode(bits));
        boolean[] right = new boolean[images];
        for (int i = 0; i < images; i++) {
            right[i] = set.get(i);
        }
        return right;
    }

    /** The accuracy as a share of the images, with its interval. */
    public Share share() {
        return new Share(BitSet.valueOf(Base64.getDecoder().decode(bits)).cardinality(), images);
    }
}
