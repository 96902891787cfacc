package io.latentwatch.evaluation.hypothesis;

import io.latentwatch.evaluation.gradient.InputGradient;
import io.latentwatch.evaluation.gradient.InputLoss;
import io.latentwatch.evaluation.images.ImageBatch;
import io.latentwatch.evaluation.images.LabelledImages;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How far the loss departs from its tangent plane near clean images: the largest |L(x + d) - L(x) - d * grad L(x)| over d in the
 * ball, with L the cross-entropy (Qin et al., Adversarial Robustness through Local Linearization, NeurIPS 2019, equation 5). Small
 * means smooth.
 *
 * <p>The maximum is sought by sign ascent on that quantity itself, whose gradient with respect to d is, up to the sign,
 * grad L(x + d) - grad L(x): from each of several random starts, the highest value on the way counts. So it is a lower bound.
 * x + d stays in [0,1].
 *
 * @param mean over images, in nats
 * @param max over images
 */
public record LocalLinearity(int images, double epsilon, double mean, double max) {
    private static final int BATCH = 100;

    /**
     * How the maximum is sought.
     *
     * @param epsilon radius of the ball, in [0,1] pixel range
     * @param stepSize in [0,1] pixel range
     */
    public record Search(double epsilon, int steps, double stepSize, int starts) {
        /** Ten steps that cross the ball, from each of two starts. */
        public static Search of(double epsilon) {
            return new Search(epsilon, 10, epsilon / 4, 2);
        }
    }

    /** At least one image; the same seed gives the same result. */
    public static LocalLinearity measure(InputGradient network, LabelledImages images, Search search, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double sum = 0;
        double max = 0;
        for (int from = 0; from < images.count(); from += BATCH) {
            for (double error : errors(network, images.slice(from, BATCH).toBatch(), search, random)) {
                sum += error;
                max = Math.max(max, error);
            }
        }
        return new LocalLinearity(images.count(), search.epsilon(), sum / images.count(), max);
    }

    private static double[] errors(InputGradient network, ImageBatch clean, Search search, SplittableRandom random) {
        Tangent tangent = new Tangent(clean, network.at(clean), (float) search.epsilon());
        double[] largest = new double[clean.count()];
        for (int start = 0; start < search.starts(); start++) {
            float[] x = tangent.start(random);
            for (int step = 0; step <= search.steps(); step++) {
                InputLoss loss = network.at(clean.withPixels(x));
                double[] errors = tangent.errors(x, loss);
                for (int image = 0; image < errors.length; image++) {
                    largest[image] = Math.max(largest[image], Math.abs(errors[image]));
                }
                tangent.climb(x, loss, errors, (float) search.stepSize());
            }
        }
        return largest;
    }

    /** The plane that touches the loss at the clean images. */
    private record Tangent(ImageBatch clean, InputLoss at, float radius) {
        float[] start(SplittableRandom random) {
            float[] x = Arrays.copyOf(clean.pixels(), clean.pixels().length);
            for (int i = 0; i < x.length; i++) {
                x[i] = project(x[i] + radius * (float) (2 * random.nextDouble() - 1), i);
            }
            return x;
        }

        /** One per image, with its sign. */
        double[] errors(float[] x, InputLoss loss) {
            double[] errors = new double[clean.count()];
            for (int image = 0; image < errors.length; image++) {
                errors[image] = (double) loss.losses()[image] - at.losses()[image];
            }
            int size = clean.shape().size();
            for (int i = 0; i < x.length; i++) {
                errors[i / size] -= ((double) x[i] - clean.pixels()[i]) * at.gradient()[i];
            }
            return errors;
        }

        void climb(float[] x, InputLoss loss, double[] errors, float stepSize) {
            int size = clean.shape().size();
            for (int i = 0; i < x.length; i++) {
                double slope = Math.signum(errors[i / size]) * ((double) loss.gradient()[i] - at.gradient()[i]);
                x[i] = project(x[i] + stepSize * (float) Math.signum(slope), i);
            }
        }

        private float project(float value, int i) {
            float pixel = clean.pixels()[i];
            return Math.min(Math.max(Math.min(Math.max(value, pixel - radius), pixel + radius), 0f), 1f);
        }
    }
}
