package io.latentwatch.detector.images;

import static java.util.Objects.requireNonNull;

import io.latentwatch.schemas.Encoding;

/**
 * An image as its producer sent it. The bytes are not copied: whoever hands them over must not change them afterwards.
 *
 * @param height pixels, of {@link Encoding#RAW_UINT8} only; other encodings carry their size in their header
 * @param width pixels, likewise
 * @param channels 1 (grey) or 3 (red, green, blue), likewise
 */
@SuppressWarnings("ArrayRecordComponent") // a hot path: one of these for each image, never compared
public record EncodedImage(Encoding encoding, byte[] bytes, int height, int width, int channels) {
    public EncodedImage {
        requireNonNull(encoding, "encoding is null");
        requireNonNull(bytes, "bytes is null");
    }

    /** A file whose header says its size: PNG or JPEG. */
    public static EncodedImage file(Encoding encoding, byte[] bytes) {
        return new EncodedImage(encoding, bytes, 0, 0, 0);
    }

    /** A file whose first bytes tell what it is; {@link Encoding#UNKNOWN} where they do not. */
    public static EncodedImage file(byte[] bytes) {
        return file(encodingOf(bytes), bytes);
    }

    /** {@code height x width x channels} unsigned bytes, rows first, channels last. */
    public static EncodedImage raw(byte[] bytes, int height, int width, int channels) {
        return new EncodedImage(Encoding.RAW_UINT8, bytes, height, width, channels);
    }

    /** Told by the first bytes: PNG's signature of eight, JPEG's start of image and next marker. */
    private static Encoding encodingOf(byte[] bytes) {
        if (startsWith(bytes, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return Encoding.PNG;
        }
        return startsWith(bytes, 0xff, 0xd8, 0xff) ? Encoding.JPEG : Encoding.UNKNOWN;
    }

    private static boolean startsWith(byte[] bytes, int... signature) {
        for (int i = 0; i < signature.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != signature[i]) {
                return false;
            }
        }
        return true;
    }
}
