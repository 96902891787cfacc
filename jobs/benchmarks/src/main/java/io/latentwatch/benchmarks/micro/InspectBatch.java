package io.latentwatch.benchmarks.micro;

import io.latentwatch.detector.Detector;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.ImageToInspect;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.Outcome;
import io.latentwatch.detector.decode.ImageRefusedException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The detector without Flink and Kafka: a batch is decoded, inferred, scored and judged; microseconds for the whole batch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InspectBatch {
    /** Whether every image gets a twin. */
    @Param({"false", "true"})
    public boolean twinned;

    private Detector detector;
    private List<ImageToInspect> batch;

    @Setup(Level.Trial)
    public void open() throws IOException, ImageRefusedException {
        BundleAndImages given = BundleAndImages.read();
        detector = OnnxDetector.open(given.bundle(), DetectorOptions.DEFAULTS);
        batch = given.batch().stream()
                .map(image -> new ImageToInspect(image.image(), twinned))
                .toList();
    }

    @Benchmark
    public List<Outcome> inspect() {
        return detector.inspect(batch);
    }

    @TearDown(Level.Trial)
    public void close() {
        detector.close();
    }
}
