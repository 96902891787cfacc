package io.latentwatch.benchmarks.micro;

import io.latentwatch.benchmarks.SampleImages;
import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleReader;
import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.images.LabelledImage;
import io.latentwatch.schemas.Encoding;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What the benchmarks of this package share: the bundle, and one batch of the sample. */
record BundleAndImages(Bundle bundle, List<LabelledImage> batch) {
    BundleAndImages {
        batch = List.copyOf(batch);
    }

    /** As {@link MicroBenchmarks} told. */
    static BundleAndImages read() throws IOException, ImageRefusedException {
        List<Path> samples = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getProperty(MicroBenchmarks.SAMPLES))
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .toList();
        Bundle bundle = BundleReader.read(Path.of(System.getProperty(MicroBenchmarks.BUNDLE)));
        List<LabelledImage> images =
                SampleImages.read(samples, bundle.manifest().input(), Encoding.RAW_UINT8);
        List<LabelledImage> batch = IntStream.range(0, Integer.getInteger(MicroBenchmarks.BATCH))
                .mapToObj(i -> images.get(i % images.size()))
                .toList();
        return new BundleAndImages(bundle, batch);
    }
}
