package io.latentwatch.detector.alarm;

import io.latentwatch.detector.decode.ImagePrint;
import java.util.Arrays;

/**
 * The prints of a source's newest images, and how near the next one comes to them. Attacks that only ask for verdicts send long rows of copies of one image, each
 * perturbed a little: their queries lie close together where independent requests do not (Chen, Carlini and Wagner, "Stateful detection of black-box adversarial
 * attacks", arXiv 1907.05587). Not thread-safe; Flink keeps it as a POJO.
 */
public final class PrintRing {
    /** Images that are remembered. */
    public static final int SIZE = 50;

    /** k: an image counts as a query when its k-th nearest among them is near, so that a request sent again once or twice does not. */
    public static final int NEIGHBOURS = 3;

    /** The prints, one after the other; the next one goes to {@link #seen} modulo the size. */
    public byte[] prints = new byte[SIZE * ImagePrint.LENGTH];

    /** Images seen so far. */
    public long seen;

    /**
     * Distance of an image to its k-th nearest of the remembered ones, 0 to 1; 1 while fewer than k are remembered. Then remembers it.
     *
     * @param print of {@link ImagePrint#LENGTH} bytes
     */
    public double add(byte[] print) {
        double distance = nearest(print);
        System.arraycopy(print, 0, prints, (int) (seen % SIZE) * ImagePrint.LENGTH, ImagePrint.LENGTH);
        seen++;
        return distance;
    }

    private double nearest(byte[] print) {
        double[] nearest = new double[NEIGHBOURS];
        Arrays.fill(nearest, 1);
        int held = (int) Math.min(seen, SIZE);
        for (int i = 0; i < held; i++) {
            insert(nearest, ImagePrint.distance(print, prints, i * ImagePrint.LENGTH));
        }
        return nearest[NEIGHBOURS - 1];
    }

    /** Puts a distance into the ascending row, whose last one drops out. */
    private static void insert(double[] ascending, double distance) {
        int place = ascending.length - 1;
        if (distance >= ascending[place]) {
            return;
        }
        while (place > 0 && ascending[place - 1] > distance) {
            ascending[place] = ascending[place - 1];
            place--;
        }
        ascending[place] = distance;
    }
}
