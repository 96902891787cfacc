package io.latentwatch.anpvs.data;

import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A few bytes per image by which it is known again: the first 8 bytes of the SHA-256 of its decoded pixels (unsigned bytes,
 * {@code [H, W, C]}, row-major), as a big-endian long. With them an overlap of training and calibration can be seen.
 */
public final class ImageHashes {
    private ImageHashes() {}

    /** One hash per image, sorted as unsigned numbers; an image that occurs twice is there twice. */
    public static long[] sorted(LabelledImages images) {
        MessageDigest sha256 = sha256();
        long[] hashes = new long[images.count()];
        for (int i = 0; i < hashes.length; i++) {
            // Flipping the sign bit makes the order of signed numbers that of unsigned ones.
            hashes[i] = ByteBuffer.wrap(sha256.digest(images.image(i))).getLong() ^ Long.MIN_VALUE;
        }
        Arrays.sort(hashes);
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] ^= Long.MIN_VALUE;
        }
        return hashes;
    }

    /** Writes the sorted hashes one after another, 8 bytes each, big-endian, nothing else. */
    public static void write(LabelledImages images, Path file) throws IOException {
        long[] hashes = sorted(images);
        ByteBuffer bytes = ByteBuffer.allocate(hashes.length * Long.BYTES);
        for (long hash : hashes) {
            bytes.putLong(hash);
        }
        Files.write(file, bytes.array());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
