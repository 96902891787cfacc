package io.latentwatch.benchmarks.ways;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.decode.ImageDecoder;
import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.images.LabelledImage;
import java.nio.ByteBuffer;
import java.util.List;

/** The job's decoder on one thread, image after image into the same direct buffer. No Kafka, no network. */
public final class DecoderAlone implements Way {
    private final List<LabelledImage> sample;
    private final int images;
    private final ImageDecoder decoder;
    private final ByteBuffer pixels;

    /**
     * Describes the measurement.
     *
     * @param sample images that the input takes, decoded over and over
     * @param images in a measurement
     */
    public DecoderAlone(Manifest.Input input, List<LabelledImage> sample, int images) {
        this.sample = List.copyOf(sample);
        this.images = images;
        this.decoder = new ImageDecoder(input, Long.MAX_VALUE);
        this.pixels = ByteBuffer.allocateDirect(input.bytes());
    }

    @Override
    public double imagesPerSecond() throws ImageRefusedException {
        long started = System.nanoTime();
        for (int i = 0; i < images; i++) {
            decoder.decode(sample.get(i % sample.size()).image(), pixels.clear());
        }
        return images * 1e9 / (System.nanoTime() - started);
    }
}
