package io.latentwatch.local.demo;

import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.replay.ImageProducer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The sample that the demo sends, in memory: clean images first, then the attacked ones in the order of their files, those made against
 * another network last.
 *
 * @param images at least one of them clean
 */
record DemoImages(List<DemoImage> images) {
    private static final String ATTACK = "attack";
    private static final String EPSILON = "epsilon";

    DemoImages {
        images = List.copyOf(images);
    }

    /** Reads a network's sets of images; an image that does not name its attack is clean. */
    static DemoImages read(DemoNetwork network) throws IOException {
        List<DemoImage> read = new ArrayList<>();
        for (Path file : network.samples()) {
            read.addAll(read(file, ""));
        }
        for (Path file : network.transferred()) {
            read.addAll(read(file, SentImage.TRANSFER));
        }
        DemoImages unsorted = new DemoImages(read);
        List<DemoImage> clean = unsorted.clean();
        if (clean.isEmpty()) {
            throw new IOException(
                    "%s: expected clean images among others, found only attacked ones (attribute %s); give clean ones too (--sample)"
                            .formatted(network.samples(), ATTACK));
        }
        return new DemoImages(
                Stream.concat(clean.stream(), unsorted.attacked().stream()).toList());
    }

    private static List<DemoImage> read(Path file, String prefix) throws IOException {
        ImageSet set = ImageSets.open(file);
        try (Stream<LabelledImage> images = set.images()) {
            return images.map(image -> new DemoImage(attack(image.attributes(), prefix), ImageProducer.avro(image)))
                    .toList();
        }
    }

    /** The attack's name and, where it is given, its strength: {@code pgd-0.1}. */
    private static String attack(Map<String, String> attributes, String prefix) {
        String name = attributes.getOrDefault(ATTACK, SentImage.NO_ATTACK);
        if (name.equals(SentImage.NO_ATTACK)) {
            return name;
        }
        String epsilon = attributes.get(EPSILON);
        return prefix + name + (epsilon == null ? "" : "-" + epsilon);
    }

    /** Those that no attack made. */
    List<DemoImage> clean() {
        return images.stream()
                .filter(image -> image.attack().equals(SentImage.NO_ATTACK))
                .toList();
    }

    /** The others. */
    List<DemoImage> attacked() {
        return images.stream()
                .filter(image -> !image.attack().equals(SentImage.NO_ATTACK))
                .toList();
    }

    /** Names of the attacks, in the order in which they are sent. */
    List<String> attacks() {
        return images.stream().map(DemoImage::attack).distinct().toList();
    }
}
