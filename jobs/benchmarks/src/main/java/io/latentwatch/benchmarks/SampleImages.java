package io.latentwatch.benchmarks;

import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import java.io.IOException;
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
     * The first {@value #MOST} clean images of the sets: those without the attribute {@code attack}, or with {@code none} for it.
     *
     * @throws IOException if there are none
     */
    public static List<LabelledImage> read(List<Path> samples) throws IOException {
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
        return clean;
    }

    private static boolean isClean(LabelledImage image) {
        return image.attributes().getOrDefault(ATTACK, NONE).equals(NONE);
    }
}
