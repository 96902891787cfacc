package io.latentwatch.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.SigningKeys;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.Judgement;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.Outcome.Judged;
import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.images.LabelledImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is committed under {@code jobs/local/demo}: a signed bundle and the images that it judges. */
class DemoBundleTest {
    private static final Path DEMO = Path.of("demo");

    private static Bundle bundle;
    private static List<LabelledImage> images;

    @BeforeAll
    static void read() throws IOException {
        bundle = BundleReader.read(
                DEMO.resolve("bundle"), List.of(SigningKeys.readPublic(DEMO.resolve("bundle-key.pub"))));
        images = new ArrayList<>();
        try (Stream<Path> files = Files.list(DEMO)) {
            for (Path sample : files.filter(file -> file.toString().endsWith(".avro"))
                    .sorted()
                    .toList()) {
                try (Stream<LabelledImage> set = ImageSets.open(sample).images()) {
                    set.forEach(images::add);
                }
            }
        }
    }

    @Test
    void theBundleIsSignedByTheKeyBesideIt() {
        assertThat(bundle.signed()).isTrue();
    }

    @Test
    void theSampleHoldsCleanAndAttackedImages() {
        assertThat(images.stream().filter(image -> !isAttacked(image))).hasSizeGreaterThanOrEqualTo(1000);
        assertThat(images.stream().filter(DemoBundleTest::isAttacked)).hasSizeGreaterThanOrEqualTo(500);
        assertThat(images).allSatisfy(image -> assertThat(image.label()).isPresent());
    }

    /** Kernels differ with the batch, so an image on a rounding edge or on the limit may change sides: at most 1 in 1,000. */
    @Test
    void batchesOfOneSevenAndSixtyFourAgreeOnClassesAndFlags() {
        List<Judgement> whole = inspect(64);
        for (int size : new int[] {1, 7}) {
            List<Judgement> parts = inspect(size);
            int differing = 0;
            for (int i = 0; i < whole.size(); i++) {
                boolean agree = parts.get(i).predictedClass() == whole.get(i).predictedClass()
                        && parts.get(i).flagged() == whole.get(i).flagged();
                differing += agree ? 0 : 1;
            }
            assertThat(differing)
                    .as("of %d images, in batches of %d", whole.size(), size)
                    .isLessThanOrEqualTo(whole.size() / 1000);
        }
    }

    private static List<Judgement> inspect(int batch) {
        List<Judgement> judgements = new ArrayList<>();
        try (OnnxDetector detector = OnnxDetector.open(bundle, DetectorOptions.DEFAULTS)) {
            for (int from = 0; from < images.size(); from += batch) {
                // Every third image goes without twin, so that both score sets are seen.
                List<LabelledImage> rows = images.subList(from, Math.min(images.size(), from + batch));
                List<ImageToInspect> inspected = new ArrayList<>();
                for (int i = 0; i < rows.size(); i++) {
                    inspected.add(new ImageToInspect(rows.get(i).image(), (from + i) % 3 != 0));
                }
                detector.inspect(inspected).forEach(outcome -> judgements.add(((Judged) outcome).judgement()));
            }
        }
        return judgements;
    }

    private static boolean isAttacked(LabelledImage image) {
        return !image.attributes().getOrDefault("attack", "none").equals("none");
    }
}
