package io.latentwatch.evaluation.sanity;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What casts doubt on a measured robustness (Athalye et al., ICML 2018, section 3.1; Carlini et al., arXiv 1902.06705, section 5;
 * training/METHOD.md, Evaluation). A raised check does not say that the network is weak, but that the attack may be: its accuracy is then an
 * upper bound that has not been earned. Differences of accuracies count from {@value #TOLERANCE} and two images on, as a few images
 * change with the random starts.
 */
public enum SanityCheck {
    /**
     * Raised if the accuracy is above 0 in the ball of radius 1. That ball holds every image, so also one of each other class
     * that the network is sure of; whoever does not get there climbs badly.
     */
    RIGHT_AT_EPSILON_ONE {
        @Override
        Optional<SanityFinding> check(SanityMeasurements m) {
            Point last = m.byEpsilon().get(m.byEpsilon().size() - 1);
            return finding(
                    last.accuracy() > 0,
                    "accuracy %s at epsilon %s, 0 %% expected".formatted(percent(last.accuracy()), last.value()));
        }
    },
    /** Raised if the accuracy in a ball is higher than in a smaller one, whose images it holds. */
    LARGER_BALL_WEAKER {
        @Override
        Optional<SanityFinding> check(SanityMeasurements m) {
            return rising(m, "epsilon", m.byEpsilon());
        }
    },
    /** Raised if images made against another network fool this one more often than those made against itself. */
    BLACK_BOX_STRONGER {
        @Override
        Optional<SanityFinding> check(SanityMeasurements m) {
            return Optional.ofNullable(m.transfer())
                    .flatMap(transfer -> finding(
                            differ(m, m.whiteBox(), transfer),
                            "accuracy %s white box, %s on images transferred from the source"
                                    .formatted(percent(m.whiteBox()), percent(transfer))));
        }
    },
    /** Raised if the accuracy is higher under more steps of the same size than under fewer. */
    MORE_STEPS_WEAKER {
        @Override
        Optional<SanityFinding> check(SanityMeasurements m) {
            return rising(m, "steps", m.bySteps());
        }
    },
    /** Raised if the accuracy is higher with more restarts than with fewer, of which the worst end counts for each image. */
    MORE_RESTARTS_WEAKER {
        @Override
        Optional<SanityFinding> check(SanityMeasurements m) {
            return rising(m, "restarts", m.byRestarts());
        }
    },
    /** Raised if another step size brings the accuracy lower than the attack's own: the reported attack is not the strongest of its kind. */
    OTHER_STEP_SIZE_STRONGER {
        @Override
        Optional<SanityFinding> check(SanityMeasurements m) {
            double lowest =
                    m.byStepSize().stream().mapToDouble(Point::accuracy).min().orElseThrow();
            return finding(
                    differ(m, m.whiteBox(), lowest),
                    "accuracy %s with the attack's own step size; by step size: %s"
                            .formatted(percent(m.whiteBox()), sweep(m.byStepSize())));
        }
    },
    /** Raised if one step of the whole radius brings the accuracy lower than the iterated attack. */
    SINGLE_STEP_STRONGER {
        @Override
        Optional<SanityFinding> check(SanityMeasurements m) {
            return finding(
                    differ(m, m.whiteBox(), m.singleStep()),
                    "accuracy %s under one step, %s under the attack"
                            .formatted(percent(m.singleStep()), percent(m.whiteBox())));
        }
    },
    /** Raised if random corners of the ball fool the network about as often as the attack does, while some images withstand both. */
    NOISE_AS_STRONG {
        @Override
        Optional<SanityFinding> check(SanityMeasurements m) {
            return finding(
                    m.whiteBox() > 0 && !differ(m, m.noise(), m.whiteBox()),
                    "accuracy %s under ten draws of noise, %s under the attack"
                            .formatted(percent(m.noise()), percent(m.whiteBox())));
        }
    },
    /** Raised if the mean loss along the attack's way ends more than 1 % below its highest point: the steps do not climb. */
    LOSS_DOES_NOT_RISE {
        @Override
        Optional<SanityFinding> check(SanityMeasurements m) {
            double highest =
                    m.lossBySteps().stream().mapToDouble(loss -> loss).max().orElseThrow();
            double end = m.lossBySteps().get(m.lossBySteps().size() - 1);
            return finding(
                    end < (1 - TOLERANCE) * highest,
                    "mean loss by steps: "
                            + String.join(
                                    ", ",
                                    m.lossBySteps().stream()
                                            .map(loss -> String.format(Locale.ROOT, "%.4f", loss))
                                            .toList()));
        }
    },
    /**
     * Raised if at more than 5 % of the images every pixel's gradient is exactly zero, as behind a saturated softmax or a
     * threshold: an attack by gradients does not start there, whatever the network would do.
     */
    ZERO_GRADIENTS {
        @Override
        Optional<SanityFinding> check(SanityMeasurements m) {
            return finding(
                    m.zeroGradients() > MANY,
                    "the gradient is exactly zero at %s of the images".formatted(percent(m.zeroGradients())));
        }
    };

    /** Smallest difference of accuracies, and of losses relative to the highest, that counts. */
    static final double TOLERANCE = 0.01;

    private static final double MANY = 0.05;
    /** Counts are whole numbers, accuracies are not. */
    private static final double HALF_AN_IMAGE = 0.5;

    /** The outcome; empty where it was not measured. */
    abstract Optional<SanityFinding> check(SanityMeasurements measured);

    static List<SanityFinding> all(SanityMeasurements measured) {
        return Arrays.stream(values())
                .flatMap(check -> check.check(measured).stream())
                .toList();
    }

    Optional<SanityFinding> finding(boolean raised, String evidence) {
        return Optional.of(new SanityFinding(this, raised, evidence));
    }

    /** Whether the first accuracy lies above the second by more than chance may bring, see above. */
    static boolean differ(SanityMeasurements m, double higher, double lower) {
        double images = (higher - lower) * m.images();
        return images > Math.max(TOLERANCE * m.images(), 2) - HALF_AN_IMAGE;
    }

    /** Raised if a point lies above one before it. */
    Optional<SanityFinding> rising(SanityMeasurements m, String varied, List<Point> sweep) {
        double lowest = 1;
        boolean raised = false;
        for (Point point : sweep) {
            raised |= differ(m, point.accuracy(), lowest);
            lowest = Math.min(lowest, point.accuracy());
        }
        return finding(raised, "accuracy by %s: %s".formatted(varied, sweep(sweep)));
    }

    private static String sweep(List<Point> points) {
        return String.join(
                ", ",
                points.stream()
                        .map(point -> String.format(Locale.ROOT, "%.4g: %s", point.value(), percent(point.accuracy())))
                        .toList());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
