package io.latentwatch.evaluation.adaptive;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.detector.infer.MonitorTensors;
import io.latentwatch.detector.infer.QuietPlaces;
import io.latentwatch.evaluation.graph.Constants;
import io.latentwatch.evaluation.images.ImageShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@link QuietPlaces} of the pixels of an {@link ObservedRow}, with its slope: which places are the quietest, and which of their channels the loudest, is taken for fixed. Where channels are
 * alike, as in a grey picture of three, the slope is the first one's alone.
 *
 * @param off each value less the mean of those around it, {@code [C, H, W]}
 * @param quietest the loudest value of each place of the quietest part
 */
@SuppressWarnings("ArrayRecordComponent") // made and used at once, never compared
record Noise(ObservedRow row, double[] off, int[] quietest) {
    private static final int REACH = QuietPlaces.WINDOW / 2;
    private static final String COUNT = MonitorTensors.PREFIX + "noise.count";
    private static final int AROUND = QuietPlaces.WINDOW * QuietPlaces.WINDOW;

    /**
     * Refuses a monitor that takes its noise otherwise: bundles of colour images that were made while it was taken value by value, not place by place.
     *
     * @param where the monitor, for the message
     */
    static void requireIn(ModelProto monitor, ObservedRow row, String where) {
        int expected = QuietPlaces.count(row.image().height() * row.image().width());
        long found = new Constants(monitor.getGraph())
                .find(COUNT)
                .map(count -> count.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN))
                .filter(bytes -> bytes.remaining() == Long.BYTES)
                .map(ByteBuffer::getLong)
                .orElse(-1L);
        if (found != expected) {
            throw new BundleException(
                    "%s: '%s' is %s, an attacker who knows how noise is taken expects %d, of places; profile the model again"
                            .formatted(where, COUNT, found < 0 ? "no number" : String.valueOf(found), expected));
        }
    }

    static Noise of(float[] observed, ObservedRow row) {
        ImageShape image = row.image();
        int[] rows = inside(image.height());
        int[] columns = inside(image.width());
        double[] off = new double[image.size()];
        int at = 0;
        for (int channel = 0; channel < image.channels(); channel++) {
            int from = row.pixels() + channel * image.height() * image.width();
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0; x < image.width(); x++) {
                    double sum = 0;
                    for (int j = 0; j < QuietPlaces.WINDOW; j++) {
                        int line = from + rows[y + j] * image.width();
                        for (int i = 0; i < QuietPlaces.WINDOW; i++) {
                            sum += observed[line + columns[x + i]];
                        }
                    }
                    off[at] = observed[row.pixels() + at] - sum / AROUND;
                    at++;
                }
            }
        }
        return new Noise(row, off, quietest(off, image.height() * image.width()));
    }

    /** For each place from {@link #REACH} before the first one to as many behind the last one the nearest that there is. */
    private static int[] inside(int size) {
        int[] inside = new int[size + 2 * REACH];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = Math.min(size - 1, Math.max(0, i - REACH));
        }
        return inside;
    }

    double level() {
        return Math.max(QuietPlaces.LEAST, mean());
    }

    /** Adds it, times a weight, to a slope of the whole row; nothing below the least level. */
    void addSlope(double weight, float[] slope) {
        if (mean() <= QuietPlaces.LEAST) {
            return;
        }
        for (int value : quietest) {
            slope[row.pixels() + value] += (float) share(weight, value);
        }
        aroundQuietest((value, around) -> slope[row.pixels() + around] -= (float) (share(weight, value) / AROUND));
    }

    private double share(double weight, int value) {
        return weight * Math.signum(off[value]) / quietest.length;
    }

    /** If these values stand still the level does not rise: all channels of the quietest places and of those around them, {@code [C, H, W]}. Of three channels the quieter two have some room. */
    boolean[] seen() {
        boolean[] seen = new boolean[off.length];
        int plane = plane();
        aroundQuietest((value, around) -> {
            for (int i = around % plane; i < seen.length; i += plane) {
                seen[i] = true;
            }
        });
        return seen;
    }

    private int plane() {
        return row.image().height() * row.image().width();
    }

    private interface Around {
        void take(int value, int around);
    }

    /** Each of the quietest values with each one of its window, itself among them; at the edge some more than once. */
    private void aroundQuietest(Around each) {
        ImageShape image = row.image();
        int[] rows = inside(image.height());
        int[] columns = inside(image.width());
        int plane = plane();
        for (int value : quietest) {
            int from = value / plane * plane;
            int y = value % plane / image.width();
            int x = value % image.width();
            for (int j = 0; j < QuietPlaces.WINDOW; j++) {
                int line = from + rows[y + j] * image.width();
                for (int i = 0; i < QuietPlaces.WINDOW; i++) {
                    each.take(value, line + columns[x + i]);
                }
            }
        }
    }

    private double mean() {
        double sum = 0;
        for (int value : quietest) {
            sum += Math.abs(off[value]);
        }
        return sum / quietest.length;
    }

    /** Of the places below the largest of them, then of those that equal it the first ones. */
    private static int[] quietest(double[] off, int plane) {
        int[] loudest = loudest(off, plane);
        double[] apart = new double[plane];
        for (int i = 0; i < plane; i++) {
            apart[i] = Math.abs(off[loudest[i]]);
        }
        int count = QuietPlaces.count(plane);
        double largest = Selection.smallest(apart.clone(), count);
        int[] quietest = new int[count];
        int found = 0;
        for (int i = 0; i < plane; i++) {
            if (apart[i] < largest) {
                quietest[found++] = loudest[i];
            }
        }
        for (int i = 0; found < count; i++) {
            if (apart[i] == largest) {
                quietest[found++] = loudest[i];
            }
        }
        return quietest;
    }

    /** Of each place the value that is furthest off; of equal ones the first channel's. */
    private static int[] loudest(double[] off, int plane) {
        int[] loudest = new int[plane];
        for (int i = 0; i < plane; i++) {
            loudest[i] = i;
        }
        for (int i = plane; i < off.length; i++) {
            if (Math.abs(off[i]) > Math.abs(off[loudest[i % plane]])) {
                loudest[i % plane] = i;
            }
        }
        return loudest;
    }
}
