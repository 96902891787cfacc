package io.latentwatch.reference.profile;

import io.latentwatch.bundle.BundleException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Hashes of images in a file: 8 bytes each, big-endian, sorted as unsigned numbers. */
public final class HashList {
    private HashList() {}

    /** The file of the hashes, which come in any order. */
    public static byte[] write(long[] hashes) {
        ByteBuffer bytes = ByteBuffer.allocate(hashes.length * Long.BYTES);
        Arrays.stream(hashes).boxed().sorted(Long::compareUnsigned).forEach(bytes::putLong);
        return bytes.array();
    }

    /** The hashes in a file, ascending as signed numbers, ready for a binary search. */
    public static long[] read(byte[] file, String where) {
        if (file.length % Long.BYTES != 0) {
            throw new BundleException(where + ": " + file.length
                    + " bytes, expected 8 for each image; train again, or leave the file out");
        }
        long[] hashes = new long[file.length / Long.BYTES];
        ByteBuffer.wrap(file).asLongBuffer().get(hashes);
        Arrays.sort(hashes);
        return hashes;
    }
}
