package io.latentwatch.anpvs.retrain;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a retraining takes, and what its network has to be worth.
 *
 * @param leastLabels labelled images below which nothing is trained
 * @param leastHoldOut trusted ones among them, not trained on, below which nothing is trained
 * @param holdOutShare share of the labelled images that is not trained on
 * @param driftedShare of the training set that the labelled images are to make up, by being repeated
 * @param mostRepeats how often one is there at most
 * @param mostImages images of a trigger at most
 * @param mostOriginal original training images at most
 * @param testImages of the original test set that networks are compared on at most
 * @param attackedImages first ones of them that are attacked
 * @param leastGain by which the accuracy on drifted images has to grow
 * @param tolerance by which the accuracy on clean and attacked images may fall
 * @param classTolerance by which that of a class may fall, beyond chance
 * @param leastClassShare how often each class of drifted images has to be right, as a share of how often all are
 * @param trusted labellers whose labels may decide; empty: all
 */
public record RetrainingRules(
        int leastLabels,
        int leastHoldOut,
        double holdOutShare,
        double driftedShare,
        int mostRepeats,
        int mostImages,
        int mostOriginal,
        int testImages,
        int attackedImages,
        double leastGain,
        double tolerance,
        double classTolerance,
        double leastClassShare,
        Set<String> trusted) {
    public RetrainingRules {
        trusted = Set.copyOf(requireNonNull(trusted, "trusted is null"));
        List<String> problems = new ArrayList<>();
        require(problems, leastLabels >= 1, "--least-labels is " + leastLabels + ", expected at least 1");
        require(problems, leastHoldOut >= 1, "--least-hold-out is " + leastHoldOut + ", expected at least 1");
        requireShare(problems, "--hold-out-share", holdOutShare);
        requireShare(problems, "--drifted-share", driftedShare);
        require(problems, mostRepeats >= 1, "--most-repeats is " + mostRepeats + ", expected at least 1");
        require(problems, mostImages >= 1, "--max-images is " + mostImages + ", expected at least 1");
        require(problems, mostOriginal >= 1, "--original-images is " + mostOriginal + ", expected at least 1");
        require(problems, testImages >= 1, "--test-images is " + testImages + ", expected at least 1");
        require(problems, attackedImages >= 1, "--attacked-images is " + attackedImages + ", expected at least 1");
        requirePart(problems, "--least-gain", leastGain);
        requirePart(problems, "--tolerance", tolerance);
        requirePart(problems, "--class-tolerance", classTolerance);
        requirePart(problems, "--least-class-share", leastClassShare);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
    }

    private static void requireShare(List<String> problems, String option, double share) {
        require(problems, share > 0 && share < 1, option + " is " + share + ", expected a share above 0 and below 1");
    }

    private static void requirePart(List<String> problems, String option, double difference) {
        require(
                problems,
                difference >= 0 && difference < 1,
                option + " is " + difference + ", expected a number of at least 0 and below 1");
    }

    private static void require(List<String> problems, boolean condition, String problem) {
        if (!condition) {
            problems.add(problem);
        }
    }
}
