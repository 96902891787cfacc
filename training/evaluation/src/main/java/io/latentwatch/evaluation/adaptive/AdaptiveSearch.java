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

/** One run of {@link AdaptivePgd} on a batch. */
final class AdaptiveSearch {
    /** Of the radius: the first step's length; it falls to the last one's. */
    private static final double FIRST_STEP = 0.25;

    private static final double LAST_STEP = 0.01;

    private final AdaptivePgd attack;
    private final Ball ball;
    private final InputGradient network;
    private final ObservedRow layout;
    private final ImageBatch clean;
    private final SplittableRandom[] draws;
    private final float[] pixels;
    private final boolean[] done;
    /** Whether what is kept of an image is wrong (and flagged, or it would be done with). */
    private final boolean[] wrong;

    /** What stays as it is, for each image. */
    private final boolean[][] left;

    private final DetectorWeight[][] weights;

    AdaptiveSearch(AdaptivePgd attack, InputGradient network, ImageBatch clean, SplittableRandom[] draws) {
        this.attack = attack;
        this.ball = attack.ball();
        this.network = network;
        this.layout = attack.scores().row();
        this.clean = clean;
        this.draws = draws;
        this.pixels = clean.pixels().clone();
        this.done = new boolean[clean.count()];
        this.wrong = new boolean[clean.count()];
        this.left = new boolean[clean.count()][];
        int targets = Math.min(attack.budget().targets(), layout.classes() - 1);
        this.weights = new DetectorWeight[clean.count()][targets];
    }

    ImageBatch run() {
        int[][] targets = targets();
        for (int run = 0; run < attack.budget().runs(); run++) {
            for (int rank = 0; rank < weights[0].length; rank++) {
                int[] open =
                        IntStream.range(0, done.length).filter(i -> !done[i]).toArray();
                if (open.length == 0) {
                    return clean.withPixels(pixels);
                }
                pursue(open, targets, rank, run);
            }
        }
        return clean.withPixels(pixels);
    }

    /** For each image the other classes, the likeliest first; images that are wrong as they are have nothing to gain. */
    private int[][] targets() {
        float[] rows = network.logits(clean);
        int[][] targets = new int[clean.count()][];
        for (int i = 0; i < targets.length; i++) {
            float[] row = row(rows, i);
            int label = clean.labels()[i];
            done[i] = layout.predicted(row) != label;
            left[i] = attack.room().leaves(row, attack.scores());
            targets[i] = IntStream.range(0, layout.classes())
                    .filter(k -> k != label)
                    .boxed()
                    .sorted((a, b) -> Float.compare(row[b], row[a]))
                    .mapToInt(k -> k)
                    .toArray();
            for (int rank = 0; rank < weights[i].length; rank++) {
                weights[i][rank] = new DetectorWeight();
            }
        }
        return targets;
    }

    /** One run of all open images towards their targets of this rank. */
    private void pursue(int[] open, int[][] targets, int rank, int run) {
        int[] images = open;
        ImageBatch batch = clean.select(images);
        float[][] models = new float[images.length][];
        float[] x = starts(images, batch, targets, rank, run, models);
        for (int step = 0; step < attack.budget().steps(); step++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("an attack was interrupted");
            }
            Aim aim = aim(images, targets, rank, models);
            Ascent.Step way = attack.ascent().at(network, batch.withPixels(x), aim);
            settle(images, batch.withPixels(x), way.rows());
            float length = (float) (attack.epsilon() * stepSize(step));
            for (int i = 0; i < x.length; i++) {
                x[i] = place(x[i] + length * way.direction()[i], batch, images, i);
            }
            int[] left = standing(images);
            if (left.length == 0) {
                return;
            }
            if (left.length < images.length) {
                x = batch.withPixels(x).select(left).pixels();
                batch = batch.select(left);
                models =
                        Arrays.stream(left).mapToObj(Arrays.asList(models)::get).toArray(float[][]::new);
                int[] before = images;
                images = Arrays.stream(left).map(i -> before[i]).toArray();
            }
        }
        end(images, batch, x, rank);
    }

    /** Positions of the images that are not done with. */
    private int[] standing(int[] images) {
        return IntStream.range(0, images.length).filter(i -> !done[images[i]]).toArray();
    }

    private double stepSize(int step) {
        double past = (double) step / attack.budget().steps();
        return FIRST_STEP + past * (LAST_STEP - FIRST_STEP);
    }

    private float[] starts(int[] images, ImageBatch batch, int[][] targets, int rank, int run, float[][] models) {
        int size = batch.shape().size();
        float[] x = new float[batch.pixels().length];
        for (int i = 0; i < images.length; i++) {
            SplittableRandom random = draws[images[i]];
            Optional<ModelImages.Model> model = attack.models().draw(targets[images[i]][rank], random);
            models[i] = model.map(ModelImages.Model::row).orElse(null);
            Start start = Start.of(run, model.isPresent(), wrong[images[i]]);
            for (int p = 0; p < size; p++) {
                float before = batch.pixels()[i * size + p];
                double noise = attack.epsilon() * (2 * random.nextDouble() - 1);
                float from = switch (start) {
                    case NOISE -> (float) (before + noise);
                    case MODEL -> model.orElseThrow().pixels()[p];
                    case WRONG -> pixels[images[i] * size + p];
                };
                x[i * size + p] = place(from, batch, images, i * size + p);
            }
        }
        return x;
    }

    /** Where a value goes that would like to be so large: into the ball, or nowhere where it stays as it is. */
    private float place(float wanted, ImageBatch batch, int[] images, int value) {
        int size = batch.shape().size();
        float before = batch.pixels()[value];
        return left[images[value / size]][value % size] ? before : ball.project(wanted, before);
    }

    /** Where a run starts: uniform noise, a clean image of the target class cut to the ball, what is wrong and flagged; by turns, noise where there is no other. */
    private enum Start {
        NOISE,
        MODEL,
        WRONG;

        static Start of(int run, boolean hasModel, boolean hasWrong) {
            Start start = values()[run % values().length];
            boolean there = start == NOISE || (start == MODEL ? hasModel : hasWrong);
            return there ? start : NOISE;
        }
    }

    private Aim aim(int[] images, int[][] targets, int rank, float[][] models) {
        int[] classes = Arrays.stream(images).map(i -> targets[i][rank]).toArray();
        double[] weight =
                Arrays.stream(images).mapToDouble(i -> weights[i][rank].value()).toArray();
        return new Aim(attack.scores(), attack.guard(), classes, weight, models);
    }

    /** Those that are wrong and pass may be successes: rounded they must still be. */
    private void settle(int[] images, ImageBatch points, float[] rows) {
        int[] candidates = IntStream.range(0, images.length)
                .filter(i -> passes(row(rows, i), points.labels()[i]))
                .toArray();
        if (candidates.length > 0) {
            int[] chosen = Arrays.stream(candidates).map(i -> images[i]).toArray();
            ImageBatch rounded = EightBit.round(points.select(candidates), clean.select(chosen), ball);
            float[] observed = network.logits(rounded);
            for (int i = 0; i < chosen.length; i++) {
                if (passes(row(observed, i), rounded.labels()[i])) {
                    keep(chosen[i], rounded.image(i));
                    done[chosen[i]] = true;
                }
            }
        }
    }

    /** What is wrong in the end is better than nothing; what passes is done with; the detector's weight follows. */
    private void end(int[] images, ImageBatch batch, float[] x, int rank) {
        ImageBatch rounded = EightBit.round(batch.withPixels(x), batch, ball);
        float[] observed = network.logits(rounded);
        for (int i = 0; i < images.length; i++) {
            float[] row = row(observed, i);
            boolean wrong = layout.predicted(row) != rounded.labels()[i];
            if (wrong) {
                keep(images[i], rounded.image(i));
                done[images[i]] = !attack.guard().flags(row);
            }
            weights[images[i]][rank].learn(wrong);
        }
    }

    private boolean passes(float[] row, int label) {
        return layout.predicted(row) != label && !attack.guard().flags(row);
    }

    private void keep(int image, float[] found) {
        System.arraycopy(found, 0, pixels, image * found.length, found.length);
        wrong[image] = true;
    }

    private float[] row(float[] rows, int image) {
        return Arrays.copyOfRange(rows, image * layout.width(), (image + 1) * layout.width());
    }
}
