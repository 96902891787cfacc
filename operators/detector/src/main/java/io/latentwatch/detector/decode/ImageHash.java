package io.latentwatch.detector.decode;

import io.latentwatch.bundle.Sha256;
import java.nio.ByteBuffer;

/** What an image is recognised by across splits and files: the first 8 bytes, big-endian, of the SHA-256 of its decoded pixels. */
public final class ImageHash {
    private ImageHash() {}

    /**
     * The hash.
     *
     * @param pixels {@code channels x height x width} unsigned bytes as {@link ImageDecoder} gives them
     */
    public static long of(byte[] pixels) {
        return ByteBuffer.wrap(Sha256.digest(pixels)).getLong();
    }
}
