package io.latentwatch.benchmarks;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.Manifest.ColourOrder;
import io.latentwatch.detector.decode.ImageDecoder;
import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.schemas.Encoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the clean images that a measurement sends over and over. */
public final class SampleImages {
    private static final String ATTACK = "attack";
    private static final String NONE = "none";
    private static final int MOST = 2_000;

    private SampleImages() {}

    /**
     * The first {@value #MOST} clean images of the sets: those without the attribute {@code attack}, or with {@code none} for it. Whatever
     * they were, they have the input's size and the encoding now.
     *
     * @throws IOException if there are none
     * @throws ImageRefusedException if one of them cannot be brought to the input
     */
    public static List<LabelledImage> read(List<Path> samples, Manifest.Input input, Encoding encoding)
            throws IOException, ImageRefusedException {
        List<LabelledImage> clean = new ArrayList<>();
        for (Path sample : samples) {
            ImageSet set = ImageSets.open(sample);
            try (Stream<LabelledImage> images = set.images()) {
                images.filter(SampleImages::isClean).limit(MOST - clean.size()).forEach(clean::add);
            }
        }
        if (clean.isEmpty()) {
            throw new IOException("expected clean images to send, found none in " + samples + "; name "
                    + ImageSets.KINDS + " with --sample");
        }
        ImageDecoder decoder = new ImageDecoder(input, Long.MAX_VALUE);
        List<LabelledImage> encoded = new ArrayList<>(clean.size());
        for (LabelledImage image : clean) {
            EncodedImage raw = raw(decoder, image.image(), input);
            encoded.add(new LabelledImage(image.id(), PixelFile.of(raw, encoding), image.label()));
        }
        return encoded;
    }

    private static boolean isClean(LabelledImage image) {
        return image.attributes().getOrDefault(ATTACK, NONE).equals(NONE);
    }

    /** Decoded to the input's planes, and put back into rows of pixels. */
    private static EncodedImage raw(ImageDecoder decoder, EncodedImage image, Manifest.Input input)
            throws ImageRefusedException {
        ByteBuffer planes = ByteBuffer.allocate(input.bytes());
        decoder.decode(image, planes);
        int channels = input.channels();
        int plane = input.height() * input.width();
        byte[] rows = new byte[input.bytes()];
        for (int i = 0; i < rows.length; i++) {
            int channel = input.colourOrder() == ColourOrder.BGR ? channels - 1 - i % channels : i % channels;
            rows[i] = planes.get(channel * plane + i / channels);
        }
        return EncodedImage.raw(rows, input.height(), input.width(), channels);
    }
}
