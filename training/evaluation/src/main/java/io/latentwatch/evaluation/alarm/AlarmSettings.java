package io.latentwatch.evaluation.alarm;

import io.latentwatch.evaluation.attack.Attack;
import io.latentwatch.evaluation.corrupt.Corruption;
import io.latentwatch.evaluation.detect.PlannedAttacks;
import io.latentwatch.evaluation.detect.PlannedCorruptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which streams are drawn and how they are watched. The budgets and {@code smallestChange} are the job's options of the same meaning.
 *
 * @param runs of each change, each with chance of its own
 * @param sources that images come from, all equally often
 * @param before clean images before the change
 * @param after images of the change at most
 * @param window images of a window
 * @param attacked share of the images that is attacked where all sources are
 * @param classShare share of the images that is drawn from one class where the classes change
 * @param attacks by the names of {@code evaluate-detector}; successful images are drawn from
 * @param attackedImages that they are tried on, the first ones
 * @param corruptions by the names of {@code evaluate-detector}
 * @param severity of them, 1 to 5
 * @param corruptedImages the first ones
 * @param attackWithin images of the change within which an alarm is asked for where there is an attack
 * @param driftWithin the same for all other changes
 * @param imagesPerFalseAlarm budget of the stream's flags, and of the windows
 * @param sourceImagesPerFalseAlarm budget of each source
 * @param smallestChange that a window has to show, 0 to 1
 */
public record AlarmSettings(
        int runs,
        int sources,
        int before,
        int after,
        int window,
        double attacked,
        double classShare,
        List<String> attacks,
        int attackedImages,
        List<String> corruptions,
        int severity,
        int corruptedImages,
        int attackWithin,
        int driftWithin,
        double imagesPerFalseAlarm,
        double sourceImagesPerFalseAlarm,
        double smallestChange) {
    public AlarmSettings {
        attacks = attacks == null ? List.of() : List.copyOf(attacks);
        corruptions = corruptions == null ? List.of() : List.copyOf(corruptions);
        List<String> problems = new ArrayList<>();
        if (runs < 1 || sources < 2 || before < 0 || after < 1 || window < 2) {
            problems.add(
                    "alarms: expected at least 1 run, 2 sources, 0 images before and 1 after the change, and windows of 2, found %d, %d, %d, %d and %d"
                            .formatted(runs, sources, before, after, window));
        }
        if (attackedImages < 1 || corruptedImages < 1 || attackWithin < 1 || driftWithin < 1) {
            problems.add(
                    "alarms: attackedImages, corruptedImages, attackWithin and driftWithin must be at least 1, found %d, %d, %d and %d"
                            .formatted(attackedImages, corruptedImages, attackWithin, driftWithin));
        }
        if (!isShare(attacked) || !isShare(classShare) || !isShare(smallestChange)) {
            problems.add("alarms: attacked, classShare and smallestChange must lie between 0 and 1, found %s, %s and %s"
                    .formatted(attacked, classShare, smallestChange));
        }
        if (!(imagesPerFalseAlarm > 1 && sourceImagesPerFalseAlarm > 1)
                || Double.isInfinite(imagesPerFalseAlarm)
                || Double.isInfinite(sourceImagesPerFalseAlarm)) {
            problems.add("alarms: expected finite budgets above 1, found %s and %s"
                    .formatted(imagesPerFalseAlarm, sourceImagesPerFalseAlarm));
        }
        try {
            PlannedAttacks.parse(attacks);
            PlannedCorruptions.parse(corruptions, List.of(severity), 1);
        } catch (IllegalArgumentException e) {
            problems.add("alarms: " + e.getMessage());
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
    }

    private static boolean isShare(double value) {
        return value > 0 && value < 1;
    }

    Map<String, Attack> parsedAttacks() {
        return PlannedAttacks.parse(attacks);
    }

    List<Corruption> parsedCorruptions() {
        return PlannedCorruptions.parse(corruptions, List.of(severity), corruptedImages)
                .corruptions();
    }

    /** Images of a change within which an alarm is asked for. */
    int within(Change change) {
        return change.isAttack() ? attackWithin : driftWithin;
    }
}
