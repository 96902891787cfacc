package io.latentwatch.reference.profile;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.Probes;
import java.util.Random;

/** The probes' images, made from a fixed seed: noise, ramps and blobs, a third each. */
final class ProbeImages {
    private static final long SEED = 20_200_712;

    private ProbeImages() {}

    /** {@code [COUNT, C, H, W]} unsigned bytes. */
    static byte[] make(Manifest.Input input) {
        Random random = new Random(SEED);
        byte[] images = new byte[Probes.COUNT * input.bytes()];
        int plane = input.height() * input.width();
        for (int i = 0; i < Probes.COUNT; i++) {
            for (int c = 0; c < input.channels(); c++) {
                int from = i * input.bytes() + c * plane;
                switch (i % 3) {
                    case 0 -> noise(images, from, plane, random);
                    case 1 -> ramp(images, from, input, random);
                    default -> blob(images, from, input, random);
                }
            }
        }
        return images;
    }

    private static void noise(byte[] images, int from, int plane, Random random) {
        for (int p = 0; p < plane; p++) {
            images[from + p] = (byte) random.nextInt(256);
        }
    }

    private static void ramp(byte[] images, int from, Manifest.Input input, Random random) {
        double down = random.nextDouble() * 2 - 1;
        double across = random.nextDouble() * 2 - 1;
        for (int y = 0; y < input.height(); y++) {
            for (int x = 0; x < input.width(); x++) {
                double value = 128 + 127 * (down * y / input.height() + across * x / input.width());
                images[from + y * input.width() + x] = toByte(value);
            }
        }
    }

    private static void blob(byte[] images, int from, Manifest.Input input, Random random) {
        double centreY = random.nextDouble() * input.height();
        double centreX = random.nextDouble() * input.width();
        double size = (0.1 + 0.3 * random.nextDouble()) * Math.min(input.height(), input.width());
        for (int y = 0; y < input.height(); y++) {
            for (int x = 0; x < input.width(); x++) {
                double squared = (y - centreY) * (y - centreY) + (x - centreX) * (x - centreX);
                images[from + y * input.width() + x] = toByte(255 * Math.exp(-squared / (2 * size * size)));
            }
        }
    }

    private static byte toByte(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
}
