package io.latentwatch.anpvs.detection;

import io.latentwatch.detector.statistics.Share;
import io.latentwatch.evaluation.detect.AttackFound;
import io.latentwatch.evaluation.detect.DetectorPage;
import io.latentwatch.evaluation.detect.DetectorReport;
import io.latentwatch.evaluation.detect.DetectorRows;
import io.latentwatch.evaluation.detect.FalseAlarms;
import io.latentwatch.evaluation.detect.SplitCheck;
import io.latentwatch.evaluation.detect.TableFlags;
import io.latentwatch.evaluation.detect.WorstCase;
import io.latentwatch.evaluation.page.Block;
import io.latentwatch.evaluation.page.Block.Table;
import io.latentwatch.evaluation.page.Block.Text;
import io.latentwatch.evaluation.page.Numbers;
import io.latentwatch.evaluation.page.Section;
import io.latentwatch.schemas.ScoreSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One data set's part of the report, of what is finished of its protocol. */
final class DetectionSections {
    private static final String NOT_RUN = "not run";

    private final DetectionProtocol protocol;
    private final List<DetectionResult> results;
    private final List<MeasuredPart<DetectorReport>> unbounded;
    private final List<MeasuredPart<FurtherAttacks>> further;
    private final List<MeasuredPart<DetectorReport>> adaptive;
    private final List<MeasuredPart<ClassFlags>> classes;

    /**
     * What is finished.
     *
     * @param results of the protocol's trainings
     * @param unbounded of attacks without a radius
     * @param further of attacks that were planned afterwards
     * @param adaptive of attackers who know the detector
     * @param classes where each predicted class is calibrated by itself
     */
    DetectionSections(
            DetectionProtocol protocol,
            List<DetectionResult> results,
            List<MeasuredPart<DetectorReport>> unbounded,
            List<MeasuredPart<FurtherAttacks>> further,
            List<MeasuredPart<DetectorReport>> adaptive,
            List<MeasuredPart<ClassFlags>> classes) {
        this.protocol = protocol;
        this.results = List.copyOf(results);
        this.unbounded = List.copyOf(unbounded);
        this.further = List.copyOf(further);
        this.adaptive = List.copyOf(adaptive);
        this.classes = List.copyOf(classes);
    }

    /**
     * All of it.
     *
     * @param alarms tables of alarms, which stand before the goals
     */
    Section section(List<Block> alarms) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Text(
                "Protocol of %s: each training sets %s of its training images aside for references and calibration, by its seed. Attacks know the network, and the detector where a heading says so; they run on the first %s test images, against each network's first training, and count where the network is right before and wrong after, rounded to 8 bits. Intervals are Wilson's, of 95 %%."
                        .formatted(
                                protocol.date(), Numbers.whole(protocol.heldOut()), Numbers.whole(protocol.images()))));
        protocol.changes().forEach(change -> blocks.add(new Text("Changed since, " + change)));
        blocks.add(falseAlarms());
        blocks.add(pooled());
        blocks.add(byClass());
        blocks.add(splits());
        blocks.add(splitsByClass());
        blocks.add(attacks());
        attacked()
                .filter(result -> protocol.network(result.network()).pictured())
                .forEach(result -> blocks.addAll(
                        DetectorPage.figures(result.report(), title(result.network()) + ", seed " + result.seed())));
        blocks.add(worstCase());
        if (protocol.unbounded() != null) {
            blocks.add(unbounded());
        }
        if (protocol.further() != null) {
            blocks.addAll(further());
        }
        if (protocol.adaptive() != null) {
            blocks.addAll(adaptive());
        }
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
                rows.add(behind(
                        DetectorRows.of(row),
                        title(result.network()) + ", seed " + result.seed(),
                        DetectorRows.percent(result.report().accuracy())));
            }
        }
        return new Table(
                "Flags on all clean test images, %", behind(DetectorRows.FALSE_ALARMS, "training", "accuracy"), rows);
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
                    network.title(),
                    NOT_RUN,
                    DetectorRows.name(scoreSet),
                    DetectorRows.percent(alpha),
                    Numbers.NONE,
                    Numbers.NONE,
                    Numbers.NONE);
        }
        return List.of(
                network.title(),
                "%d of %d".formatted(shares.size(), network.seeds().size()),
                DetectorRows.name(scoreSet),
                DetectorRows.percent(alpha),
                DetectorRows.percent(shares.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow()),
                String.valueOf(shares.stream().filter(share -> share > alpha).count()),
                DetectorRows.percent(
                        shares.stream().mapToDouble(Double::doubleValue).max().orElseThrow()));
    }

    /** Where each predicted class is calibrated by itself. */
    private Table byClass() {
        List<List<String>> rows = new ArrayList<>();
        for (MeasuredPart<ClassFlags> part : classes) {
            for (ScoreSet scoreSet : List.of(ScoreSet.PLAIN, ScoreSet.TWIN)) {
                List<TableFlags> tables = part.report().tables().stream()
                        .filter(table -> table.scoreSet() == scoreSet)
                        .toList();
                if (!tables.isEmpty()) {
                    rows.add(byClass(title(part.network()) + ", seed " + part.seed(), tables));
                }
            }
        }
        return new Table(
                "Flags on clean test images where each predicted class has a table of its own (those with too few calibration images share one), %: all, and the table with the most; in 99 of 100 calibrations no table is to lie above the promise",
                List.of(
                        "training",
                        "score set",
                        "promised",
                        "tables",
                        "expected",
                        "found",
                        "95 % interval",
                        "tables above the promise",
                        "most",
                        "found there",
                        "95 % interval there"),
                rows);
    }

    private static List<String> byClass(String training, List<TableFlags> tables) {
        Share all = new Share(
                tables.stream().mapToLong(TableFlags::flagged).sum(),
                tables.stream().mapToLong(TableFlags::images).sum());
        double expected = tables.stream()
                        .mapToDouble(table -> table.expected() * table.images())
                        .sum()
                / all.whole();
        TableFlags most = tables.stream()
                .max(Comparator.comparingDouble(TableFlags::share))
                .orElseThrow();
        return List.of(
                training,
                DetectorRows.name(most.scoreSet()),
                DetectorRows.percent(most.alpha()),
                String.valueOf(tables.size()),
                DetectorRows.percent(expected),
                DetectorRows.percent(all.value()),
                DetectorRows.percent(all.lower()) + " to " + DetectorRows.percent(all.upper()),
                String.valueOf(tables.stream()
                        .filter(table -> table.share() > table.alpha())
                        .count()),
                most.table(),
                DetectorRows.percent(most.share()),
                DetectorRows.percent(most.lower()) + " to " + DetectorRows.percent(most.upper()));
    }

    /** Of results from before tables' images were split there is nothing. */
    private Table splitsByClass() {
        List<List<String>> rows = new ArrayList<>();
        for (MeasuredPart<ClassFlags> part : classes) {
            List<SplitCheck> checks = part.report().tables().stream()
                    .map(TableFlags::split)
                    .filter(Objects::nonNull)
                    .toList();
            if (!checks.isEmpty()) {
                rows.add(splitsByClass(title(part.network()) + ", seed " + part.seed(), checks));
            }
        }
        return new Table(
                "The rank rule within the tables of predicted classes, both score sets, on %s random splits of the test images of each (of so many p-values some are small by chance; below 0.001 the rule would be broken)"
                        .formatted(Numbers.whole(protocol.splits())),
                List.of(
                        "training",
                        "promised %",
                        "tables that carry it",
                        "calibration",
                        "flags to be expected",
                        "mean flags",
                        "smallest p",
                        "below 0.001"),
                rows);
    }

    private static List<String> splitsByClass(String training, List<SplitCheck> checks) {
        IntSummaryStatistics calibration =
                checks.stream().mapToInt(SplitCheck::calibration).summaryStatistics();
        return List.of(
                training,
                DetectorRows.percent(checks.get(0).alpha()),
                String.valueOf(checks.size()),
                "%s to %s".formatted(Numbers.whole(calibration.getMin()), Numbers.whole(calibration.getMax())),
                Numbers.fixed(3, over(checks, SplitCheck::expectedFlags).getAverage()),
                Numbers.fixed(3, over(checks, SplitCheck::meanFlags).getAverage()),
                Numbers.fixed(3, over(checks, SplitCheck::pValue).getMin()),
                String.valueOf(
                        checks.stream().filter(check -> check.pValue() < 0.001).count()));
    }

    private static DoubleSummaryStatistics over(List<SplitCheck> checks, ToDoubleFunction<SplitCheck> figure) {
        return checks.stream().mapToDouble(figure).summaryStatistics();
    }

    private Table splits() {
        List<List<String>> rows = new ArrayList<>();
        for (DetectionResult result : results) {
            for (SplitCheck check : result.splits()) {
                rows.add(List.of(
                        title(result.network()) + ", seed " + result.seed(),
                        DetectorRows.percent(check.alpha()),
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
                .forEach(result ->
                        rows.addAll(attacks(result.network(), result.report().attacks(), false)));
        return new Table(
                "Successful attacks that are flagged, %; fewer than 300 successes are indicative",
                behind(DetectorRows.ATTACKS, "network"), rows);
    }

    private List<List<String>> attacks(String network, List<AttackFound> attacks, boolean knowsDetector) {
        return attacks.stream()
                .filter(attack -> attack.knowsDetector() == knowsDetector)
                .flatMap(attack -> attack.flagged().stream()
                        .map(flagged -> behind(DetectorRows.of(attack, flagged), title(network))))
                .toList();
    }

    private Table worstCase() {
        List<List<String>> rows = new ArrayList<>();
        attacked()
                .forEach(result ->
                        rows.addAll(worstCase(result.network(), result.report().worstCase())));
        return new Table(
                "Worst case over all these attacks, image by image: broken, and broken without a flag (without a detector 100 %)",
                behind(DetectorRows.WORST_CASES, "network"), rows);
    }

    private Table unbounded() {
        List<List<String>> rows = new ArrayList<>();
        unbounded.forEach(
                part -> rows.addAll(attacks(part.network(), part.report().attacks(), false)));
        return new Table(
                "By attacks without a radius, which look for the nearest wrong image, on the first %s: successes that are flagged, %%"
                        .formatted(Numbers.whole(protocol.unbounded().images())),
                behind(DetectorRows.ATTACKS, "network"),
                rows);
    }

    private List<List<String>> worstCase(String network, List<WorstCase> worstCase) {
        return worstCase.stream()
                .map(row -> behind(DetectorRows.of(row), title(network)))
                .toList();
    }

    /** What the part of this name found: the attacks, and a squeezed input beside the detector. */
    private List<Block> further() {
        List<List<String>> attacks = new ArrayList<>();
        List<List<String>> defences = new ArrayList<>();
        for (MeasuredPart<FurtherAttacks> part : further) {
            attacks.addAll(attacks(part.network(), part.report().attacks(), false));
            part.report().defences().forEach(row -> defences.add(behind(DetectorRows.of(row), title(part.network()))));
        }
        String sources = further.stream()
                .filter(part -> part.report().source() != null)
                .map(part -> "%s from %s"
                        .formatted(title(part.network()), part.report().source()))
                .collect(Collectors.joining(", "));
        return List.of(
                new Table(
                        "By further attacks, planned afterwards and in no worst case above, on the first %s: successes that are flagged, %%%s"
                                .formatted(
                                        Numbers.whole(protocol.further().images()),
                                        sources.isEmpty()
                                                ? ""
                                                : "; transfer attacks are made on another training: " + sources),
                        behind(DetectorRows.ATTACKS, "network"),
                        attacks),
                new Table(
                        "The same images against the network by itself (none), with the detector beside it (with twin, at the first promised rate) and behind a squeezed input without a detector (input): of those that are right when clean, wrong after the attack and not flagged. These attackers know of neither; for those who do see the controls",
                        behind(DetectorRows.DEFENCES, "network"),
                        defences));
    }

    /** What is left of it against those who know it. */
    private List<Block> adaptive() {
        List<List<String>> attacks = new ArrayList<>();
        List<List<String>> worstCase = new ArrayList<>();
        List<List<String>> controls = new ArrayList<>();
        List<List<String>> checks = new ArrayList<>();
        for (MeasuredPart<DetectorReport> part : adaptive) {
            DetectorReport report = part.report();
            attacks.addAll(attacks(part.network(), report.attacks(), true));
            worstCase.addAll(worstCase(part.network(), report.worstCase()));
            report.controls().forEach(row -> controls.add(behind(DetectorRows.of(row), title(part.network()))));
            report.checks().forEach(row -> checks.add(behind(DetectorRows.of(row), title(part.network()))));
        }
        DetectionProtocol.Adaptive settings = protocol.adaptive();
        return List.of(
                new Table(
                        "By attackers who know the detector and want to pass it with the twin at the first promised rate, on the first %s of the images that the attacks above break, up to %s gradients an image and attack: successes that are flagged, %%"
                                .formatted(
                                        Numbers.whole(settings.images()),
                                        Numbers.whole((double) settings.budget().targets()
                                                * settings.budget().runs()
                                                * settings.budget().steps())),
                        behind(DetectorRows.ATTACKS, "network"),
                        attacks),
                new Table(
                        "Worst case over all attacks on these images, by those who know the detector and those who do not: undetected successes of all broken images",
                        behind(DetectorRows.WORST_CASES, "network"),
                        worstCase),
                new Table(
                        "Controls: the same attackers, the same share of flags on clean images, something simpler than the detector",
                        behind(DetectorRows.CONTROLS, "network"),
                        controls),
                new Table(
                        "Checks of the attackers who know the detector: a raised one casts doubt on their rows",
                        behind(DetectorRows.CHECKS, "network"),
                        checks));
    }

    private Table drift() {
        List<List<String>> rows = new ArrayList<>();
        results.forEach(result -> result.report()
                .corruptions()
                .forEach(found -> found.flagged().stream()
                        .filter(flagged -> flagged.alpha() == protocol.alphas().get(0))
                        .forEach(flagged ->
                                rows.add(behind(DetectorRows.of(found, flagged), title(result.network()))))));
        return new Table(
                "Drift: the first %s test images corrupted; flagged in %% at the first promised rate, and Kolmogorov's distance of the p-values from those of clean images"
                        .formatted(Numbers.whole(protocol.corrupted())),
                behind(DetectorRows.CORRUPTIONS, "network"),
                rows);
    }

    private Table goals() {
        List<List<String>> rows = new ArrayList<>();
        for (DetectionProtocol.Goal goal : protocol.goals()) {
            for (String attack : goal.attacks()) {
                rows.add(goal(goal, attack));
            }
        }
        if (protocol.adaptive() != null) {
            protocol.adaptive().undetectedAtMost().forEach((network, atMost) -> rows.add(undetected(network, atMost)));
        }
        return new Table(
                "Goals set before the first run, with twins at the first promised rate: flagged at least, held against the lower end of the interval; undetected of the broken at most, against its upper end",
                List.of("network", "attack", "goal %", "end of the interval %", "verdict"),
                rows);
    }

    private List<String> goal(DetectionProtocol.Goal goal, String attack) {
        Stream<DetectorReport> reports = Stream.concat(
                attacked()
                        .filter(result -> result.network().equals(goal.network()))
                        .map(DetectionResult::report),
                unbounded.stream()
                        .filter(part -> part.network().equals(goal.network()))
                        .map(MeasuredPart::report));
        Optional<AttackFound> found = reports.flatMap(report -> report.attacks().stream())
                .filter(row -> row.name().equals(attack))
                .findFirst();
        Optional<AttackFound.Flagged> flagged = found.stream()
                .flatMap(row -> row.flagged().stream())
                .filter(row -> row.scoreSet() == ScoreSet.TWIN
                        && row.alpha() == protocol.alphas().get(0))
                .findFirst();
        if (flagged.isEmpty() || flagged.get().share() == null) {
            return List.of(
                    goal.network(),
                    attack,
                    Numbers.fixed(0, goal.atLeast()),
                    Numbers.NONE,
                    flagged.isEmpty() ? NOT_RUN : "no successes");
        }
        double lower = flagged.get().lower();
        return List.of(
                goal.network(),
                attack,
                Numbers.fixed(0, goal.atLeast()),
                DetectorRows.percent(lower),
                (100 * lower >= goal.atLeast() ? "met" : "not met")
                        + (found.get().indicative() ? " (indicative)" : ""));
    }

    private List<String> undetected(String network, double atMost) {
        Optional<WorstCase> worst = adaptive.stream()
                .filter(part -> part.network().equals(network))
                .flatMap(part -> part.report().worstCase().stream())
                .filter(row -> row.knowsDetector()
                        && row.scoreSet() == ScoreSet.TWIN
                        && row.alpha() == protocol.alphas().get(0))
                .findFirst();
        return List.of(
                network,
                "all, undetected of the broken",
                Numbers.fixed(0, atMost),
                worst.map(row -> DetectorRows.percent(row.upper())).orElse(Numbers.NONE),
                worst.map(row -> 100 * row.upper() <= atMost ? "met" : "not met")
                        .orElse(NOT_RUN));
    }

    private Stream<DetectionResult> attacked() {
        return results.stream().filter(result -> !result.report().attacks().isEmpty());
    }

    private String title(String network) {
        return protocol.network(network).title();
    }

    /** Cells behind some first ones. */
    private static List<String> behind(List<String> cells, String... first) {
        return Stream.concat(Stream.of(first), cells.stream()).toList();
    }
}
