package io.latentwatch.benchmarks.micro;

import io.latentwatch.detector.decode.ImageDecoder;
import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.images.EncodedImage;
import io.latentwatch.schemas.Encoding;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
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
        decoder.decode(given.batch().get(0).image(), pixels);
        BufferedImage drawn = drawn(input.height(), input.width(), input.channels());
        image = encoding == Encoding.RAW_UINT8
                ? EncodedImage.raw(
                        interleaved(drawn, input.channels()), input.height(), input.width(), input.channels())
                : EncodedImage.file(encoding, file(drawn));
    }

    private BufferedImage drawn(int height, int width, int channels) {
        int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
        BufferedImage drawn = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    drawn.getRaster().setSample(x, y, c, pixels.get((c * height + y) * width + x) & 0xff);
                }
            }
        }
        return drawn;
    }

    private static byte[] interleaved(BufferedImage drawn, int channels) {
        int[] samples = drawn.getRaster().getPixels(0, 0, drawn.getWidth(), drawn.getHeight(), (int[]) null);
        byte[] bytes = new byte[drawn.getWidth() * drawn.getHeight() * channels];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) samples[i];
        }
        return bytes;
    }

    private byte[] file(BufferedImage drawn) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(drawn, encoding == Encoding.PNG ? "png" : "jpeg", out);
        return out.toByteArray();
    }

    @Benchmark
    public ByteBuffer decode() throws ImageRefusedException {
        decoder.decode(image, pixels.clear());
        return pixels;
    }
}
