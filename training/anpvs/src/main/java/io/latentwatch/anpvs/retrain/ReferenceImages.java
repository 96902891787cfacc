package io.latentwatch.anpvs.retrain;

import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import io.latentwatch.schemas.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What new references are made of: images of the trigger, and as many of the original set that the network has not seen, or more where that would be too few for a promise. */
record ReferenceImages(ImageShape shape, List<byte[]> pixels, int fromTrigger) implements ImageSet {
    /** From here on a promise of 1 % can be calibrated, with room for images that are left out. */
    static final int ENOUGH = 1_000;

    ReferenceImages {
        pixels = List.copyOf(pixels);
    }

    /** @param original images that no network has been trained on */
    static ReferenceImages of(ImageShape shape, List<byte[]> ofTrigger, LabelledImages original) {
        List<byte[]> pixels = new ArrayList<>(ofTrigger);
        int wanted = Math.max(ofTrigger.size(), ENOUGH - ofTrigger.size());
        for (int i = 0; i < Math.min(wanted, original.count()); i++) {
            pixels.add(original.image(i));
        }
        return new ReferenceImages(shape, pixels, ofTrigger.size());
    }

    @Override
    public Stream<LabelledImage> images() {
        return IntStream.range(0, pixels.size())
                .mapToObj(i -> new LabelledImage(
                        (i < fromTrigger ? "trigger/" : "original/") + i,
                        new EncodedImage(
                                Encoding.RAW_UINT8, pixels.get(i), shape.height(), shape.width(), shape.channels()),
                        OptionalInt.empty()));
    }

    @Override
    public long size() {
        return pixels.size();
    }

    /** A stream repeats images; what occurs twice is left out by the profiler. */
    @Override
    public boolean leavesOutUnreadable() {
        return true;
    }

    @Override
    public List<String> classNames() {
        return List.of();
    }

    @Override
    public String description() {
        return "%d images of the trigger and %d original ones".formatted(fromTrigger, pixels.size() - fromTrigger);
    }
}
