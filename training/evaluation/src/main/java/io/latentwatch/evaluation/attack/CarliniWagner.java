package io.latentwatch.evaluation.attack;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The L2 attack of Carlini and Wagner (IEEE S&amp;P 2017), untargeted: looks for the nearest image that is misclassified by at least
 * kappa, with no limit to the distance. See {@link CarliniWagnerSearch}. What it finds is rounded to 8 bits, to the nearest levels if
 * it stays misclassified so, else outwards, which costs some distance.
 *
 * <p>Black and white values begin 7.3 away from 0 in tanh space and Adam moves them by at most about a learning rate a step, so that
 * a few hundred steps of 0.01 leave them where they are: give all 1,000 on images such as MNIST's.
 *
 * @param kappa by how much another logit is to be over the label's, at least 0
 * @param searchSteps values of c that are tried
 * @param iterations of Adam for each
 */
public record CarliniWagner(double kappa, int searchSteps, int iterations, double learningRate)
        implements SearchAttack {
    public CarliniWagner {
        if (!(kappa >= 0) || Double.isInfinite(kappa)) {
            throw new IllegalArgumentException("kappa must be at least 0 and finite, found " + kappa);
        }
        if (searchSteps < 1 || iterations < 1) {
            throw new IllegalArgumentException("search steps and iterations must be at least 1, found %d and %d"
                    .formatted(searchSteps, iterations));
        }
        if (!(learningRate > 0)) {
            throw new IllegalArgumentException("learning rate must be positive, found " + learningRate);
        }
    }

    /** The authors' released values: nine values of c from 0.001 on, at most 1,000 steps of Adam with 0.01. */
    public static CarliniWagner of(double kappa) {
        return new CarliniWagner(kappa, 9, 1000, 0.01);
    }

    public CarliniWagner withIterations(int count) {
        return new CarliniWagner(kappa, searchSteps, count, learningRate);
    }

    @Override
    public String name() {
        return "cw-l2";
    }

    @Override
    public Search search(CleanImage image) {
        return new CarliniWagnerSearch(image.pixels(), this);
    }

    /** It goes on to nearer images. */
    @Override
    public boolean stopsAtSuccess() {
        return false;
    }

    @Override
    public Ball ball() {
        return Ball.unlimitedL2();
    }

    @Override
    public Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("attack", name());
        description.put("kappa", String.valueOf(kappa));
        description.put("searchSteps", String.valueOf(searchSteps));
        description.put("steps", String.valueOf(iterations));
        description.put("learningRate", String.valueOf(learningRate));
        return description;
    }
}
