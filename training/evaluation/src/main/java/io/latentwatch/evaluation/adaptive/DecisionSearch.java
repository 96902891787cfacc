package io.latentwatch.evaluation.adaptive;

import io.latentwatch.evaluation.attack.Ball;
import io.latentwatch.evaluation.attack.EightBit;
import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.images.ImageBatch;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

/** {@link DecisionAttack} on one image. */
final class DecisionSearch {
    private static final int BISECTIONS = 7;
    private static final int STARTS = 10;
    private static final int FIRST_PROBES = 40;
    private static final int MOST_PROBES = 100;
    private static final int HALVINGS = 8;
    /** Of the radius that is reached: how far probes go. Never less than two levels, or rounding would swallow them. */
    private static final double PROBE = 0.1;

    private static final double TWO_LEVELS = 2 / 255.0;

    private final DecisionAttack attack;
    private final InputGradient network;
    private final ImageBatch clean;
    private final SplittableRandom random;
    private final Ball anywhere = Ball.linf(1);
    private final float[] image;
    private int left;

    DecisionSearch(DecisionAttack attack, InputGradient network, ImageBatch clean, SplittableRandom random) {
        this.attack = attack;
        this.network = network;
        this.clean = clean;
        this.random = random;
        this.image = clean.image(0);
        this.left = attack.queries();
    }

    /** An image in the ball that is wrong and passes, or the clean one. */
    float[] run() {
        Point at = start();
        for (int round = 1; at != null && at.radius > attack.epsilon() && left > 0; round++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("an attack was interrupted");
            }
            at = step(at, round);
        }
        return at == null || at.radius > attack.epsilon() ? image : at.pixels;
    }

    /** A point that is wrong and passes, and its distance from the image; {@code epsilon} if it is in the ball. */
    @SuppressWarnings("ArrayRecordComponent") // used once, never compared
    private record Point(float[] pixels, double radius) {}

    /** The nearest of the starts; null where none passes, or the image is wrong as it is. */
    private Point start() {
        if (passes(image, Ball.linf(attack.epsilon()))) {
            return null;
        }
        Point best = null;
        for (int i = 0; i < STARTS && left > 0; i++) {
            int label = clean.labels()[0];
            int others = attack.scores().row().classes() - 1;
            int other = (label + 1 + random.nextInt(others)) % (others + 1);
            Optional<ModelImages.Model> model = attack.models().draw(other, random);
            if (model.isPresent() && passes(model.get().pixels(), anywhere)) {
                Point found = towards(model.get().pixels());
                best = best == null || found.radius < best.radius ? found : best;
            }
        }
        return best;
    }

    /** Cuts a point that passes to smaller and smaller balls while it passes. */
    private Point towards(float[] from) {
        Ball goal = Ball.linf(attack.epsilon());
        if (passes(from, goal)) {
            return new Point(round(from, goal), attack.epsilon());
        }
        double low = attack.epsilon();
        double high = goal.distance(from, image);
        float[] best = from;
        for (int i = 0; i < BISECTIONS && high - low > 1 / 255.0 && left > 0; i++) {
            double middle = (low + high) / 2;
            if (passes(from, Ball.linf(middle))) {
                high = middle;
                best = round(from, Ball.linf(middle));
            } else {
                low = middle;
            }
        }
        return new Point(best, Math.max(high, attack.epsilon() + 1e-9));
    }

    /** Estimates where it passes by probes, goes there as far as it can, and returns towards the image. */
    private Point step(Point at, int round) {
        int probes = Math.min(left, Math.min(MOST_PROBES, (int) (FIRST_PROBES * Math.sqrt(round))));
        float[] way = direction(at.pixels, Math.max(TWO_LEVELS, PROBE * at.radius), probes);
        double length = at.radius / Math.sqrt(round);
        for (int i = 0; i < HALVINGS && left > 0; i++) {
            float[] next = at.pixels.clone();
            for (int p = 0; p < next.length; p++) {
                next[p] = anywhere.project(next[p] + (float) length * Math.signum(way[p]), image[p]);
            }
            if (passes(next, anywhere)) {
                Point found = towards(next);
                return found.radius < at.radius ? found : at;
            }
            length /= 2;
        }
        return at;
    }

    /** Mean of random probes, those that pass weighing for their share and the others against it. */
    private float[] direction(float[] from, double reach, int probes) {
        float[][] moves = new float[probes][from.length];
        float[] points = new float[probes * from.length];
        for (int i = 0; i < probes; i++) {
            for (int p = 0; p < from.length; p++) {
                float moved = from[p] + (float) (reach * (2 * random.nextDouble() - 1));
                float point = anywhere.project(moved, image[p]);
                moves[i][p] = point - from[p];
                points[i * from.length + p] = point;
            }
        }
        boolean[] passing = passing(points, probes, anywhere);
        long count = IntStream.range(0, probes).filter(i -> passing[i]).count();
        double mean = count == 0 || count == probes ? 0.5 : (double) count / probes;
        float[] direction = new float[from.length];
        for (int i = 0; i < probes; i++) {
            double weight = (passing[i] ? 1 : 0) - mean;
            for (int p = 0; p < from.length; p++) {
                direction[p] += (float) (weight * moves[i][p]);
            }
        }
        return direction;
    }

    private boolean passes(float[] point, Ball cut) {
        return passing(point, 1, cut)[0];
    }

    /** One query a point: cut to a ball around the image, rounded to 8 bits, wrong and not flagged. */
    private boolean[] passing(float[] points, int count, Ball cut) {
        left -= count;
        float[] rounded = new float[points.length];
        for (int i = 0; i < count; i++) {
            float[] point = Arrays.copyOfRange(points, i * image.length, (i + 1) * image.length);
            System.arraycopy(round(point, cut), 0, rounded, i * image.length, image.length);
        }
        int[] labels = new int[count];
        Arrays.fill(labels, clean.labels()[0]);
        float[] rows = network.logits(new ImageBatch(clean.shape(), rounded, labels));
        ObservedRow layout = attack.scores().row();
        boolean[] passing = new boolean[count];
        for (int i = 0; i < count; i++) {
            float[] row = Arrays.copyOfRange(rows, i * layout.width(), (i + 1) * layout.width());
            passing[i] = layout.predicted(row) != labels[i] && !attack.guard().flags(row);
        }
        return passing;
    }

    private float[] round(float[] point, Ball cut) {
        return EightBit.round(new ImageBatch(clean.shape(), point, clean.labels()), clean, cut)
                .pixels();
    }
}
