package io.latentwatch.local.run;

import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.schemas.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The demo's networks and clean images, as they are committed. */
public final class DemoData {
    public static final Path BUNDLE = Path.of("demo/standard/bundle");
    public static final Path ANP_VS_BUNDLE = Path.of("demo/anp-vs/bundle");
    public static final Path CLEAN = Path.of("demo/clean.avro");

    private static final Path ATTACKED = Path.of("demo/standard/pgd-0.1.avro");

    private DemoData() {}

    /** So many images with ids of their own: the clean ones, over and over. */
    public static List<Image> images(int count) throws IOException {
        return images(CLEAN, "image-", count);
    }

    /** So many of those that an attack on {@link #BUNDLE} made, with ids of their own, over and over. */
    static List<Image> attacked(int count) throws IOException {
        return images(ATTACKED, "attacked-", count);
    }

    private static List<Image> images(Path set, String id, int count) throws IOException {
        List<LabelledImage> some;
        try (Stream<LabelledImage> images = ImageSets.open(set).images()) {
            some = images.toList();
        }
        List<Image> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Image image = ImageProducer.avro(some.get(i % some.size()));
            image.setId(id + i);
            images.add(image);
        }
        return images;
    }

    /** Copies a folder with all that is in it. */
    public static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
