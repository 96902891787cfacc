package io.latentwatch.anpvs.data;

import io.latentwatch.detector.decode.ImageHash;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.reference.profile.HashList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** The hashes of a set's images, by which the profiler sees an overlap of training and calibration. */
public final class ImageHashes {
    private ImageHashes() {}

    /** One hash per image, sorted as unsigned numbers; an image that occurs twice is there twice. */
    public static long[] sorted(LabelledImages images) {
        return IntStream.range(0, images.count())
                .mapToObj(i -> ImageHash.of(channelsFirst(images.image(i), images.shape())))
                .sorted(Long::compareUnsigned)
                .mapToLong(Long::longValue)
                .toArray();
    }

    /** Writes them as the profiler reads them. */
    public static void write(LabelledImages images, Path file) throws IOException {
        Files.write(file, HashList.write(sorted(images)));
    }

    private static byte[] channelsFirst(byte[] channelsLast, ImageShape shape) {
        byte[] planes = new byte[channelsLast.length];
        int plane = shape.height() * shape.width();
        for (int i = 0; i < planes.length; i++) {
            planes[i % shape.channels() * plane + i / shape.channels()] = channelsLast[i];
        }
        return planes;
    }
}
