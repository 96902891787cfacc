package io.latentwatch.anpvs.detection;

import io.latentwatch.evaluation.detect.AttackFound;
import io.latentwatch.evaluation.detect.FalseAlarms;
import io.latentwatch.evaluation.detect.SplitCheck;
import io.latentwatch.evaluation.detect.WorstCase;
import io.latentwatch.evaluation.page.Block;
import io.latentwatch.evaluation.page.Block.Table;
import io.latentwatch.evaluation.page.Block.Text;
import io.latentwatch.evaluation.page.Numbers;
import io.latentwatch.evaluation.page.Section;
import io.latentwatch.schemas.ScoreSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One data set's part of the report, of what is finished of its protocol. */
final class DetectionSections {
    private static final String NOT_RUN = "not run";

    private final DetectionProtocol protocol;
    private final List<DetectionResult> results;

    /** @param results of the protocol's trainings, as far as they are finished */
    DetectionSections(DetectionProtocol protocol, List<DetectionResult> results) {
        this.protocol = protocol;
        this.results = List.copyOf(results);
    }

    /**
     * All of it.
     *
     * @param alarms tables of alarms, which stand before the goals
     */
    Section section(List<Block> alarms) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Text(
                "Protocol of %s: each training sets %s of its training images aside for references and calibration, by its seed. Attacks know the network, and the detector where a table says so; they run on the first %s test images, against each network's first training, and count where the network is right before and wrong after, rounded to 8 bits. Intervals are Wilson's, of 95 %%."
                        .formatted(
                                protocol.date(), Numbers.whole(protocol.heldOut()), Numbers.whole(protocol.images()))));
        blocks.add(falseAlarms());
        blocks.add(pooled());
        blocks.add(splits());
        blocks.add(attacks());
        blocks.add(worstCase());
        if (!protocol.corruptions().isEmpty()) {
            blocks.add(drift());
        }
        blocks.addAll(alarms);
        if (!protocol.goals().isEmpty()) {
            blocks.add(goals());
        }
        return new Section(protocol.dataSet(), blocks);
    }

    private Table falseAlarms() {
        List<List<String>> rows = new ArrayList<>();
        for (DetectionResult result : results) {
            for (FalseAlarms row : result.report().clean()) {
                rows.add(List.of(
                        title(result) + ", seed " + result.seed(),
                        percent(result.report().accuracy()),
                        name(row.scoreSet()),
                        percent(row.alpha()),
                        percent(row.expected()),
                        percent(row.share()),
                        interval(row.lower(), row.upper())));
            }
        }
        return new Table(
                "Flags on all clean test images, %",
                List.of("training", "accuracy", "score set", "promised", "expected", "found", "95 % interval"), rows);
    }

    /** Over all trainings of a network, whose calibration images differ but whose test images do not. */
    private Table pooled() {
        List<List<String>> rows = new ArrayList<>();
        for (DetectionProtocol.Network network : protocol.networks()) {
            for (ScoreSet scoreSet : List.of(ScoreSet.PLAIN, ScoreSet.TWIN)) {
                for (double alpha : protocol.alphas()) {
                    rows.add(pooled(network, scoreSet, alpha));
                }
            }
        }
        return new Table(
                "Flags on clean test images over all trainings, %: the mean, the trainings above the promise (1 in 100 is allowed), and the largest",
                List.of("network", "trainings", "score set", "promised", "mean", "above the promise", "largest"), rows);
    }

    private List<String> pooled(DetectionProtocol.Network network, ScoreSet scoreSet, double alpha) {
        List<Double> shares = results.stream()
                .filter(result -> result.network().equals(network.name()))
                .flatMap(result -> result.report().clean().stream())
                .filter(row -> row.scoreSet() == scoreSet && row.alpha() == alpha)
                .map(FalseAlarms::share)
                .toList();
        if (shares.isEmpty()) {
            return List.of(
                    network.title(), NOT_RUN, name(scoreSet), percent(alpha), Numbers.NONE, Numbers.NONE, Numbers.NONE);
        }
        return List.of(
                network.title(),
                "%d of %d".formatted(shares.size(), network.seeds().size()),
                name(scoreSet),
                percent(alpha),
                percent(shares.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow()),
                String.valueOf(shares.stream().filter(share -> share > alpha).count()),
                percent(shares.stream().mapToDouble(Double::doubleValue).max().orElseThrow()));
    }

    private Table splits() {
        List<List<String>> rows = new ArrayList<>();
        for (DetectionResult result : results) {
            for (SplitCheck check : result.splits()) {
                rows.add(List.of(
                        title(result) + ", seed " + result.seed(),
                        percent(check.alpha()),
                        "%s, %s".formatted(Numbers.whole(check.calibration()), Numbers.whole(check.test())),
                        String.valueOf(check.rank()),
                        Numbers.fixed(2, check.expectedFlags()),
                        Numbers.fixed(2, check.meanFlags()),
                        Numbers.fixed(3, check.pValue())));
            }
        }
        return new Table(
                "The rank rule alone, on %s random splits of the test images (any score passes; below 0.001 the rule would be broken)"
                        .formatted(Numbers.whole(protocol.splits())),
                List.of(
                        "training",
                        "promised %",
                        "calibration, test",
                        "rank",
                        "flags to be expected",
                        "mean flags",
                        "p of the beta-binomial law"),
                rows);
    }

    private Table attacks() {
        List<List<String>> rows = new ArrayList<>();
        attacked()
                .forEach(result -> result.report()
                        .attacks()
                        .forEach(
                                attack -> attack.flagged().forEach(flagged -> rows.add(row(result, attack, flagged)))));
        return new Table(
                "Successful attacks that are flagged, %; fewer than 300 successes are indicative",
                List.of("network", "attack", "right", "succeeded", "score set", "promised", "flagged", "95 % interval"),
                rows);
    }

    private static List<String> empty(int cells, String first) {
        List<String> row = new ArrayList<>(List.of(first));
        while (row.size() < cells) {
            row.add(Numbers.NONE);
        }
        return row;
    }

    private List<String> row(DetectionResult result, AttackFound attack, AttackFound.Flagged flagged) {
        boolean some = flagged.share() != null;
        return List.of(
                title(result),
                attack.name(),
                String.valueOf(attack.right()),
                attack.succeeded().size() + (attack.indicative() ? " (indicative)" : ""),
                name(flagged.scoreSet()),
                percent(flagged.alpha()),
                some ? percent(flagged.share()) : Numbers.NONE,
                some ? interval(flagged.lower(), flagged.upper()) : Numbers.NONE);
    }

    private Table worstCase() {
        List<List<String>> rows = new ArrayList<>();
        attacked().forEach(result -> {
            for (WorstCase row : result.report().worstCase()) {
                boolean some = row.undetectedOfBroken() != null;
                rows.add(List.of(
                        title(result),
                        row.knowsDetector() ? "all" : "those that do not know the detector",
                        name(row.scoreSet()),
                        percent(row.alpha()),
                        "%d of %d".formatted(row.broken(), row.images()),
                        String.valueOf(row.undetected()),
                        some ? percent(row.undetectedOfBroken()) : Numbers.NONE,
                        some ? interval(row.lower(), row.upper()) : Numbers.NONE));
            }
        });
        return new Table(
                "Worst case over all attacks, image by image: broken, and broken without a flag (without a detector 100 %)",
                List.of(
                        "network",
                        "attacks",
                        "score set",
                        "promised %",
                        "broken",
                        "undetected",
                        "share %",
                        "95 % interval"),
                rows);
    }

    private Table drift() {
        List<List<String>> rows = new ArrayList<>();
        results.forEach(result -> result.report()
                .corruptions()
                .forEach(found -> found.flagged().stream()
                        .filter(flagged -> flagged.alpha() == protocol.alphas().get(0))
                        .forEach(flagged -> rows.add(List.of(
                                title(result),
                                found.corruption(),
                                String.valueOf(found.severity()),
                                percent(found.accuracy()),
                                name(flagged.scoreSet()),
                                percent(flagged.share()),
                                interval(flagged.lower(), flagged.upper()),
                                Numbers.fixed(3, flagged.distance()))))));
        return new Table(
                "Drift: the first %s test images corrupted; flagged in %% at the first promised rate, and Kolmogorov's distance of the p-values from those of clean images"
                        .formatted(Numbers.whole(protocol.corrupted())),
                List.of(
                        "network",
                        "corruption",
                        "severity",
                        "accuracy",
                        "score set",
                        "flagged",
                        "95 % interval",
                        "distance"),
                rows);
    }

    private Table goals() {
        List<List<String>> rows = new ArrayList<>();
        for (DetectionProtocol.Goal goal : protocol.goals()) {
            for (String attack : goal.attacks()) {
                rows.add(goal(goal, attack));
            }
        }
        return new Table(
                "Goals set before the first run: flagged with twins at the first promised rate, held against the lower end of the interval",
                List.of("network", "attack", "at least %", "lower end %", "verdict"),
                rows);
    }

    private List<String> goal(DetectionProtocol.Goal goal, String attack) {
        Optional<AttackFound.Flagged> flagged = attacked()
                .filter(result -> result.network().equals(goal.network()))
                .flatMap(result -> result.report().attacks().stream())
                .filter(found -> found.name().equals(attack))
                .flatMap(found -> found.flagged().stream())
                .filter(row -> row.scoreSet() == ScoreSet.TWIN
                        && row.alpha() == protocol.alphas().get(0))
                .findFirst();
        if (flagged.isEmpty() || flagged.get().share() == null) {
            List<String> row = empty(5, goal.network());
            row.set(1, attack);
            row.set(2, Numbers.fixed(0, goal.atLeast()));
            row.set(4, flagged.isEmpty() ? NOT_RUN : "no successes");
            return row;
        }
        double lower = flagged.get().lower();
        return List.of(
                goal.network(),
                attack,
                Numbers.fixed(0, goal.atLeast()),
                percent(lower),
                100 * lower >= goal.atLeast() ? "met" : "not met");
    }

    private Stream<DetectionResult> attacked() {
        return results.stream().filter(result -> !result.report().attacks().isEmpty());
    }

    private String title(DetectionResult result) {
        return protocol.networks().stream()
                .filter(network -> network.name().equals(result.network()))
                .findFirst()
                .orElseThrow()
                .title();
    }

    private static String name(ScoreSet scoreSet) {
        return scoreSet == ScoreSet.TWIN ? "with twin" : "without twin";
    }

    private static String interval(double lower, double upper) {
        return percent(lower) + " to " + percent(upper);
    }

    private static String percent(double share) {
        return Numbers.fixed(2, 100 * share);
    }
}
