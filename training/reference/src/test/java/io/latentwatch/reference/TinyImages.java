package io.latentwatch.reference;

import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.images.LabelledImage;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Images of 12 x 12 pixels with one bright blob somewhere, made from a seed. */
public record TinyImages(long size, long seed) implements ImageSet {
    @Override
    public Stream<LabelledImage> images() {
        return IntStream.range(0, (int) size)
                .mapToObj(i ->
                        new LabelledImage("image-" + i, EncodedImage.raw(pixels(i), 12, 12, 1), OptionalInt.of(i % 3)));
    }

    public byte[] pixels(int index) {
        Random random = new Random(seed * 1_000_003 + index);
        double centreY = 2 + 8 * random.nextDouble();
        double centreX = 2 + 8 * random.nextDouble();
        double size = 1 + 2 * random.nextDouble();
        byte[] pixels = new byte[144];
        for (int i = 0; i < 144; i++) {
            int row = i / 12;
            double y = row - centreY;
            double x = i % 12 - centreX;
            pixels[i] = (byte) (int) (200 * Math.exp(-(y * y + x * x) / (2 * size * size)) + random.nextInt(50));
        }
        return pixels;
    }

    @Override
    public List<String> classNames() {
        return List.of("left", "middle", "right");
    }

    @Override
    public String description() {
        return "tiny images";
    }
}
