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
 * The sample that the demo sends, in memory: clean images first, then the attacked ones in the order of their files.
 *
 * @param images at least one of them clean
 */
record DemoImages(List<DemoImage> images) {
    private static final String ATTACK = "attack";
    private static final String EPSILON = "epsilon";

    DemoImages {
        images = List.copyOf(images);
    }

    /** Reads sets of images; one whose images do not name their attack is clean. */
    static DemoImages read(List<Path> files) throws IOException {
        List<DemoImage> clean = new ArrayList<>();
        List<DemoImage> attacked = new ArrayList<>();
        for (Path file : files) {
            ImageSet set = ImageSets.open(file);
            try (Stream<LabelledImage> images = set.images()) {
                images.forEach(image -> {
                    String attack = attack(image.attributes());
                    (attack.equals(SentImage.NO_ATTACK) ? clean : attacked)
                            .add(new DemoImage(attack, ImageProducer.avro(image)));
                });
            }
        }
        if (clean.isEmpty()) {
            throw new IOException(
                    "%s: expected clean images among others, found only attacked ones (attribute %s); give clean ones too (--sample)"
                            .formatted(files, ATTACK));
        }
        List<DemoImage> all = new ArrayList<>(clean);
        all.addAll(attacked);
        return new DemoImages(all);
    }

    /** The attack's name and, where it is given, its strength: {@code pgd-0.1}. */
    private static String attack(Map<String, String> attributes) {
        String name = attributes.getOrDefault(ATTACK, SentImage.NO_ATTACK);
        String epsilon = attributes.get(EPSILON);
        return epsilon == null || name.equals(SentImage.NO_ATTACK) ? name : name + "-" + epsilon;
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
