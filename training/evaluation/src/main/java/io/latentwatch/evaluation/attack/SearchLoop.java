package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputLoss;
import io.latentwatch.evaluation.gradient.KnownSlope;
import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.gradient.LogitLosses;
import io.latentwatch.evaluation.gradient.LogitOrder;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

/**
 * The one loop of all attacks that search: it asks the network about the points of all searches at once and tells each its
 * answer. Searches that are over leave the batch.
 */
final class SearchLoop {
    /** Of a point's distance: float arithmetic in [0,1] is no better. */
    private static final double ROUNDING = 1e-6;

    private static final float[] NO_GRADIENT = {};

    private final SearchAttack attack;
    private final InputGradient network;

    SearchLoop(SearchAttack attack, InputGradient network) {
        this.attack = attack;
        this.network = network;
    }

    /**
     * How the searches ended.
     *
     * @param broken whether a rounded image of the search is misclassified, or the clean one was
     */
    @SuppressWarnings("ArrayRecordComponent") // Used once, never compared.
    record Ending(ImageBatch images, boolean[] broken) {}

    Ending run(ImageBatch clean, SplittableRandom[] draws) {
        float[] pixels = clean.pixels().clone();
        boolean[] broken = new boolean[clean.count()];
        List<Running> running = begin(clean, draws, broken);
        while (!running.isEmpty()) {
            advance(running, clean.shape());
            List<Running> over = new ArrayList<>(running);
            over.removeIf(search -> !search.isOver());
            if (!attack.stopsAtSuccess()) {
                settle(over, clean.shape());
            }
            for (Running search : over) {
                broken[search.position] = search.broken != null;
                float[] found = search.broken == null ? search.search.best() : search.broken;
                System.arraycopy(found, 0, pixels, search.position * found.length, found.length);
            }
            running.removeAll(over);
        }
        return new Ending(clean.withPixels(pixels), broken);
    }

    private List<Running> begin(ImageBatch clean, SplittableRandom[] draws, boolean[] broken) {
        float[] logits = network.logits(clean);
        int classes = logits.length / clean.count();
        boolean[] right = Verdict.of(logits, clean.labels()).right();
        List<Running> running = new ArrayList<>();
        for (int image = 0; image < clean.count(); image++) {
            broken[image] = !right[image];
            if (right[image]) {
                running.add(new Running(
                        image,
                        attack,
                        new CleanImage(
                                clean.shape(),
                                clean.image(image),
                                clean.labels()[image],
                                LogitOrder.row(logits, image, classes),
                                draws[image])));
            }
        }
        return running;
    }

    private void advance(List<Running> running, ImageShape shape) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("an attack was interrupted");
        }
        ImageBatch points = batch(running, shape, Running::image);
        InputLoss answer = ask(points, new LossOfEach(running));
        boolean[] right = Verdict.of(answer.logits(), points.labels()).right();
        if (attack.stopsAtSuccess()) {
            settle(running, right, shape);
        }
        for (int i = 0; i < running.size(); i++) {
            Running search = running.get(i);
            if (search.broken == null) {
                float[] gradient = attack.usesGradient()
                        ? Arrays.copyOfRange(answer.gradient(), i * shape.size(), (i + 1) * shape.size())
                        : NO_GRADIENT;
                search.search.hear(answer.losses()[i], gradient, !right[i]);
            }
        }
    }

    private InputLoss ask(ImageBatch points, LogitLoss loss) {
        if (attack.usesGradient()) {
            return network.at(points, loss);
        }
        float[] logits = network.logits(points);
        return new InputLoss(LogitLosses.of(loss, logits, points.labels()).values(), NO_GRADIENT, logits);
    }

    /** Points in the ball that are misclassified may be successes. */
    private void settle(List<Running> running, boolean[] right, ImageShape shape) {
        List<Running> candidates = new ArrayList<>();
        for (int i = 0; i < right.length; i++) {
            if (!right[i] && running.get(i).isInBall()) {
                candidates.add(running.get(i));
            }
        }
        settle(candidates, shape);
    }

    /** An image counts if it is misclassified rounded to 8 bits: to the nearest levels, or else outwards. */
    private void settle(List<Running> candidates, ImageShape shape) {
        settle(candidates, batch(candidates, shape, Running::rounded));
        List<Running> left = new ArrayList<>(candidates);
        left.removeIf(search -> search.broken != null);
        settle(left, batch(left, shape, Running::roundedOutwards));
    }

    private void settle(List<Running> candidates, ImageBatch rounded) {
        boolean[] right = Verdict.of(network, rounded).right();
        for (int i = 0; i < right.length; i++) {
            if (!right[i]) {
                candidates.get(i).broken = rounded.image(i);
            }
        }
    }

    private interface Pixels {
        float[] of(Running search);
    }

    private static ImageBatch batch(List<Running> running, ImageShape shape, Pixels pixels) {
        float[] values = new float[running.size() * shape.size()];
        int[] labels = new int[running.size()];
        for (int i = 0; i < labels.length; i++) {
            System.arraycopy(pixels.of(running.get(i)), 0, values, i * shape.size(), shape.size());
            labels[i] = running.get(i).clean.label();
        }
        return new ImageBatch(shape, values, labels);
    }

    private static final class Running {
        final int position;
        final CleanImage clean;
        final Search search;
        final Ball ball;
        /** The rounded image that is misclassified; null while there is none. */
        float[] broken;

        Running(int position, SearchAttack attack, CleanImage clean) {
            this.position = position;
            this.clean = clean;
            this.search = attack.search(clean);
            this.ball = attack.ball();
        }

        boolean isOver() {
            return broken != null || search.point() == null;
        }

        boolean isInBall() {
            return ball.distance(search.point(), clean.pixels()) <= ball.radius() + ROUNDING;
        }

        /** What is to be judged: the point, or the best one when the search is over. */
        float[] image() {
            return search.point() == null ? search.best() : search.point();
        }

        float[] rounded() {
            return EightBit.round(image(), clean.pixels(), ball);
        }

        float[] roundedOutwards() {
            return EightBit.roundOutwards(image(), clean.pixels(), ball);
        }
    }

    /** Each image's loss is its search's. */
    private record LossOfEach(List<Running> running) implements LogitLoss {
        @Override
        public double at(int image, int label, float[] logits, float[] slope) {
            return running.get(image).search.loss().at(image, label, logits, slope);
        }

        @Override
        public Optional<KnownSlope> knownSlope(int image, int label, int classes) {
            return running.get(image).search.loss().knownSlope(image, label, classes);
        }
    }
}
