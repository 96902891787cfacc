package io.latentwatch.benchmarks.micro;

import io.latentwatch.benchmarks.PixelFile;
import io.latentwatch.detector.decode.ImageDecoder;
import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.schemas.Encoding;
import java.io.IOException;
import java.nio.ByteBuffer;
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
import org.openjdk.jmh.annotations.Warmup;

/** One image of the sample, brought to the model's input from raw pixels or from a PNG or JPEG file of the same pixels. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodeImage {
    private static final long MAX_PIXELS = 16_000_000;

    /** How the image comes. */
    @Param({"RAW_UINT8", "PNG", "JPEG"})
    public Encoding encoding;

    private ImageDecoder decoder;
    private EncodedImage image;
    private ByteBuffer pixels;

    @Setup(Level.Trial)
    public void encode() throws IOException, ImageRefusedException {
        BundleAndImages given = BundleAndImages.read();
        var input = given.bundle().manifest().input();
        decoder = new ImageDecoder(input, MAX_PIXELS);
        pixels = ByteBuffer.allocateDirect(input.bytes());
        image = PixelFile.of(given.batch().get(0).image(), encoding);
    }

    @Benchmark
    public ByteBuffer decode() throws ImageRefusedException {
        decoder.decode(image, pixels.clear());
        return pixels;
    }
}
