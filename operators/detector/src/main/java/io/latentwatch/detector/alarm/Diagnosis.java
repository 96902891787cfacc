package io.latentwatch.detector.alarm;

import io.latentwatch.detector.statistics.Share;
import io.latentwatch.schemas.AlarmKind;
import java.util.Map;
import java.util.TreeMap;

/**
 * What kind of change evidence looks like. It explains an alarm that a statistic with a budget has raised, and raises none itself. In this order:
 *
 * <ol>
 *   <li>squeezed copies are given other classes more often than clean ones are, by a tenth of the images that moved or by five in a hundred of all, and where fewer than half are flagged
 *       those of the flagged ones in particular; or the network is surer of flagged images than its last layer warrants, which strays more than its first; or even the quietest places of most
 *       flagged images are noisy, where the first layer finds nothing foreign; or the copies of two in five flagged images flip though these are quiet: attack-like. First, because an attack that hides in a drift or a fault
 *       must not start a retraining;
 *   <li>records could not be judged: fault-like;
 *   <li>the low p-values are those of one source among many: fault-like;
 *   <li>p-values beyond the small end moved too, or fewer than half of them are left there, or so many moved to the small end that an attack would have flipped some of
 *       their copies, or the classes' shares moved, or, for one source, the others moved as well: drift-like;
 *   <li>p-values gather at the small end alone: attack-like;
 *   <li>none of these can be told from chance: unclassified.
 * </ol>
 *
 * <p>The figures were set on validation images of MNIST, Fashion-MNIST and drawn shapes with FGSM, PGD and corruptions. An attack on a network that was trained to withstand it may leave
 * neither trace, and is taken for drift; so is one that is hidden in a change of all pixels that the first layer finds foreign.
 *
 * @param kind what it looks like
 * @param figures what speaks for it, by name; shares and distances from 0 to 1
 */
public record Diagnosis(AlarmKind kind, Map<String, Double> figures) {
    private static final double FLIPS_PER_MOVED = 0.1;
    private static final double FLIPS = 0.05;
    private static final double FLAGGED = 0.015;
    private static final double FLAGGED_FLIPS = 0.15;
    private static final double MOST_FLAGGED = 0.5;
    private static final double OVERCONFIDENT = 0.2;
    private static final double OVERCONFIDENT_AT_LEAST = 0.12;
    private static final double NOISY = 0.75;
    private static final double NOISY_AT_LEAST = 0.6;
    private static final double QUIET_FLIPS = 0.4;
    private static final double QUIET_FLIPS_AT_LEAST = 0.25;
    private static final double STABLE_FLIPS = 0.45;
    private static final double REFUSED = 0.02;
    private static final double LARGEST_SOURCE = 0.5;
    private static final double CHANCE_DEVIATIONS = 3;
    private static final double FEW_LEFT = 0.5;
    private static final int FIRST_BULK_CELL = 2;

    public Diagnosis {
        figures = Map.copyOf(figures);
    }

    /**
     * Diagnoses the images of a change.
     *
     * @param evidence counts of the images since about when it began
     * @param rest low p-values among the images of all other sources meanwhile; for evidence of many sources nothing of nothing
     * @param clean what the bundle's calibration images show
     */
    public static Diagnosis of(ChangeEvidence evidence, Share rest, CleanRates clean) {
        return new Reading(evidence, rest, clean, 0, 0).diagnose();
    }

    /** The same where the classes' shares were compared too: their distance from the reference, and its limit. */
    public static Diagnosis of(ChangeEvidence evidence, CleanRates clean, double classDistance, double classLimit) {
        return new Reading(evidence, new Share(0, 0), clean, classDistance, classLimit).diagnose();
    }

    /** One evidence with what is taken from it. */
    private record Reading(
            ChangeEvidence evidence, Share rest, CleanRates clean, double classDistance, double classLimit) {
        private Diagnosis diagnose() {
            Map<String, Double> figures = new TreeMap<>();
            figures.put("p-distance", Distance.fromUniform(evidence.cells));
            figures.put("p-distance-of-bulk", bulkDistance());
            figures.put("small-p-share", smallShare());
            figures.put("flagged-share", share(evidence.flagged));
            if (evidence.twinned > 0) {
                figures.put("twin-flips", flips().value());
                figures.put("twin-flips-of-clean", clean.flips());
            }
            if (evidence.flaggedTwinned > 0) {
                figures.put("twin-flips-of-flagged", flaggedFlips());
                figures.put("twin-flips-of-quiet-flagged", quietFlips().value());
            }
            if (evidence.flagged > 0) {
                figures.put("overconfident-share-of-flagged", overconfident().value());
            }
            if (evidence.noisy > 0) {
                figures.put("noisy-share-of-flagged", noisy().value());
            }
            if (evidence.refused > 0) {
                figures.put("refused-share", evidence.refusedShare());
            }
            if (classLimit > 0) {
                figures.put("class-distance", classDistance);
            }
            if (evidence.imagesByPlace.length > 0) {
                figures.put("largest-source-share-of-low-p", largestSource());
            }
            if (rest.whole() > 0) {
                figures.put("low-p-share-of-other-sources", rest.value());
            }
            return new Diagnosis(kind(), figures);
        }

        private AlarmKind kind() {
            if (twinsFlip() || flagsAreOverconfident() || flagsAreNoisy() || quietFlagsFlip()) {
                return AlarmKind.ATTACK_LIKE;
            }
            if (evidence.refusedShare() >= REFUSED || oneSourceMoved()) {
                return AlarmKind.FAULT_LIKE;
            }
            if (othersMoved() || bulkMoved() || twinsAreStable() || (classLimit > 0 && classDistance >= classLimit)) {
                return AlarmKind.DRIFT_LIKE;
            }
            return smallEndGrew() ? AlarmKind.ATTACK_LIKE : AlarmKind.UNCLASSIFIED;
        }

        private Share flips() {
            return new Share(evidence.flipped, evidence.twinned);
        }

        /** By more than chance: two or more, and above the mean of clean ones by two deviations. An attack passed over costs more than a drift that a person has to look at. */
        private boolean twinsFlip() {
            double expected = clean.flips() * evidence.twinned;
            if (evidence.flipped < 2 || evidence.flipped <= expected + 2 * Math.sqrt(expected)) {
                return false;
            }
            double flagged = share(evidence.flagged);
            if (flagged < FLAGGED || (flagged < MOST_FLAGGED && flaggedFlips() < FLAGGED_FLIPS)) {
                return false; // a drift that leaves the network unsure flips some of all images, an attack those that
                // are flagged
            }
            double excess = flips().value() - clean.flips();
            return excess >= FLIPS || excess >= FLIPS_PER_MOVED * Distance.fromUniform(evidence.cells);
        }

        private double flaggedFlips() {
            return evidence.flaggedTwinned == 0 ? 0 : (double) evidence.flaggedFlipped / evidence.flaggedTwinned;
        }

        private Share overconfident() {
            return new Share(evidence.overconfident, evidence.flagged);
        }

        /** A natural change that moves the last layer leaves the network unsure. */
        private boolean flagsAreOverconfident() {
            return flagsShow(overconfident(), OVERCONFIDENT, OVERCONFIDENT_AT_LEAST);
        }

        private Share noisy() {
            return new Share(evidence.noisy, evidence.flagged);
        }

        /** A small change of all pixels: an attack, or a camera's noise. */
        private boolean flagsAreNoisy() {
            return flagsShow(noisy(), NOISY, NOISY_AT_LEAST);
        }

        private Share quietFlips() {
            return new Share(evidence.quietFlipped, evidence.flaggedTwinned);
        }

        /** Many more than a natural change flips: an attack that leaves the flat places as they are. */
        private boolean quietFlagsFlip() {
            return flagsShow(quietFlips(), QUIET_FLIPS, QUIET_FLIPS_AT_LEAST);
        }

        /** Whether enough images are flagged, and so large a share of these bears a trace, beyond chance. */
        private boolean flagsShow(Share trace, double value, double lower) {
            return share(evidence.flagged) >= FLAGGED && trace.value() >= value && trace.lower() >= lower;
        }

        /** So many images moved to the small end that an attack would have flipped some of their copies. */
        private boolean twinsAreStable() {
            double twinnedShare = evidence.images == 0 ? 0 : (double) evidence.twinned / evidence.images;
            double expected = 1.0 / ChangeEvidence.CELLS;
            long moved = Math.round((smallShare() - expected) / (1 - expected) * evidence.images * twinnedShare);
            long flips = evidence.quietFlipped
                    + Math.max(0, evidence.flipped - Math.round(clean.flips() * evidence.twinned));
            return smallEndGrew() && moved > 0 && new Share(Math.min(flips, moved), moved).upper() < STABLE_FLIPS;
        }

        /** Of many: one of them stands for most of what moved. Of one: the others are calm; without others there is no telling. */
        private boolean oneSourceMoved() {
            return evidence.imagesByPlace.length > 0
                    ? largestSource() >= LARGEST_SOURCE
                    : othersTell() && !othersMoved();
        }

        private boolean othersTell() {
            return rest.whole() > 0 && tolerance(rest.whole()) < ChangeEvidence.LOW;
        }

        private boolean othersMoved() {
            return othersTell() && rest.value() > ChangeEvidence.LOW + tolerance(rest.whole());
        }

        /**
         * Of the low p-values beyond a quarter, over all images or over those places that have more of them than chance gives, whichever are more, the share of the largest place; 0
         * where no place has, or the one that has holds most images.
         */
        private double largestSource() {
            double all = 0;
            double beyondChance = 0;
            double largest = 0;
            long largestImages = 0;
            for (int place = 0; place < evidence.imagesByPlace.length; place++) {
                long images = evidence.imagesByPlace[place];
                double excess = evidence.lowByPlace[place] - ChangeEvidence.LOW * images;
                double deviation = Math.sqrt(images * ChangeEvidence.LOW * (1 - ChangeEvidence.LOW));
                all += excess;
                if (excess > CHANCE_DEVIATIONS * deviation) {
                    beyondChance += excess;
                    largestImages = excess > largest ? images : largestImages;
                    largest = Math.max(largest, excess);
                }
            }
            boolean none = beyondChance == 0 || largestImages > LARGEST_SOURCE * evidence.images;
            return none ? 0 : largest / Math.max(all, beyondChance);
        }

        private boolean bulkMoved() {
            long bulk = evidence.images - evidence.cells[0] - evidence.cells[1];
            double left = bulk / (evidence.images * (1 - (double) FIRST_BULK_CELL / ChangeEvidence.CELLS));
            return evidence.images > 0 && (left <= FEW_LEFT || (bulk > 0 && bulkDistance() >= tolerance(bulk)));
        }

        private double bulkDistance() {
            return Distance.fromUniform(evidence.cells, FIRST_BULK_CELL);
        }

        private double smallShare() {
            return share(evidence.cells[0]);
        }

        private boolean smallEndGrew() {
            return smallShare() - 1.0 / ChangeEvidence.CELLS >= tolerance(evidence.images) / 2;
        }

        private double share(long images) {
            return evidence.images == 0 ? 0 : (double) images / evidence.images;
        }

        /** What chance and the calibration's error may come to, each in one case of a hundred. */
        private double tolerance(long images) {
            return WindowLimit.allowance(images) + WindowLimit.allowance(clean.calibrationImages());
        }
    }
}
