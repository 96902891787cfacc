package io.latentwatch.evaluation.attack;

import io.latentwatch.evaluation.gradient.LogitLoss;
import io.latentwatch.evaluation.gradient.LogitMargin;

/**
 * The L2 attack for one image (Carlini and Wagner, IEEE S&amp;P 2017, section VI.A): Adam on w with x = (tanh(w) + 1) / 2 lowers the
 * squared distance plus c times how far the image is from being misclassified by kappa; c by binary search.
 */
final class CarliniWagnerSearch implements Search {
    /** Keeps the clean image's w finite. */
    private static final double INSIDE = 0.999999;

    private static final double FIRST_CONSTANT = 1e-3;
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double ADAM_EPSILON = 1e-8;
    /** A tenth of the iterations that lowers the loss by less than this share ends the run. */
    private static final double LEAST_PROGRESS = 1e-4;

    private static final int PROGRESS_CHECKS = 10;

    private final float[] clean;
    private final double kappa;
    private final CarliniWagner attack;
    private final LogitLoss loss;
    private final double[] w;
    private final double[] mean;
    private final double[] variance;

    private double constant = FIRST_CONSTANT;
    private double tooSmall = 0;
    private double largeEnough = Double.POSITIVE_INFINITY;
    private int searchStep;
    private int iteration;
    private boolean succeeded;
    private double totalAtLastCheck;

    private float[] point;
    private float[] best;
    private double bestSquaredDistance = Double.POSITIVE_INFINITY;

    CarliniWagnerSearch(float[] clean, CarliniWagner attack) {
        this.clean = clean;
        this.attack = attack;
        this.kappa = attack.kappa();
        this.loss = new LogitMargin(kappa);
        this.w = new double[clean.length];
        this.mean = new double[clean.length];
        this.variance = new double[clean.length];
        this.best = clean;
        begin();
    }

    @Override
    public float[] point() {
        return point;
    }

    @Override
    public LogitLoss loss() {
        return loss;
    }

    /** The nearest image that is misclassified by kappa; the clean one if there was none. */
    @Override
    public float[] best() {
        return best;
    }

    double bestSquaredDistance() {
        return bestSquaredDistance;
    }

    @Override
    public void hear(double margin, float[] gradient, boolean fooled) {
        double squaredDistance = squaredDistance();
        if (fooled && margin >= kappa) {
            succeeded = true;
            if (squaredDistance < bestSquaredDistance) {
                bestSquaredDistance = squaredDistance;
                best = point;
            }
        }
        boolean stuck = isStuck(squaredDistance + constant * (kappa - margin));
        iteration++;
        if (iteration == attack.iterations() || stuck) {
            nextConstant();
        } else {
            descend(gradient);
            point = image();
        }
    }

    private void begin() {
        for (int i = 0; i < w.length; i++) {
            double inside = (2.0 * clean[i] - 1) * INSIDE;
            w[i] = 0.5 * Math.log((1 + inside) / (1 - inside));
            mean[i] = 0;
            variance[i] = 0;
        }
        iteration = 0;
        succeeded = false;
        totalAtLastCheck = Double.POSITIVE_INFINITY;
        point = image();
    }

    private boolean isStuck(double total) {
        int interval = Math.max(attack.iterations() / PROGRESS_CHECKS, 1);
        if (iteration % interval != 0) {
            return false;
        }
        boolean stuck = total > totalAtLastCheck * (1 - LEAST_PROGRESS);
        totalAtLastCheck = total;
        return stuck;
    }

    private void nextConstant() {
        if (succeeded) {
            largeEnough = Math.min(largeEnough, constant);
        } else {
            tooSmall = Math.max(tooSmall, constant);
        }
        constant = Double.isInfinite(largeEnough) ? 10 * constant : (tooSmall + largeEnough) / 2;
        searchStep++;
        if (searchStep == attack.searchSteps()) {
            point = null;
        } else {
            begin();
        }
    }

    /** One step of Adam on w. */
    private void descend(float[] gradient) {
        double meanCorrection = 1 - Math.pow(BETA_1, iteration);
        double varianceCorrection = 1 - Math.pow(BETA_2, iteration);
        for (int i = 0; i < w.length; i++) {
            double tanh = Math.tanh(w[i]);
            double slope = (2 * (point[i] - (double) clean[i]) - constant * gradient[i]) * (1 - tanh * tanh) / 2;
            mean[i] = BETA_1 * mean[i] + (1 - BETA_1) * slope;
            variance[i] = BETA_2 * variance[i] + (1 - BETA_2) * slope * slope;
            w[i] -= attack.learningRate()
                    * (mean[i] / meanCorrection)
                    / (Math.sqrt(variance[i] / varianceCorrection) + ADAM_EPSILON);
        }
    }

    private float[] image() {
        float[] x = new float[w.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) ((Math.tanh(w[i]) + 1) / 2);
        }
        return x;
    }

    private double squaredDistance() {
        double sum = 0;
        for (int i = 0; i < clean.length; i++) {
            double change = (double) point[i] - clean[i];
            sum += change * change;
        }
        return sum;
    }
}
