package io.latentwatch.evaluation.detect;

import io.latentwatch.evaluation.page.Block;
import io.latentwatch.evaluation.page.Block.Figure;
import io.latentwatch.evaluation.page.Block.Table;
import io.latentwatch.evaluation.page.Block.Text;
import io.latentwatch.evaluation.page.HtmlReport;
import io.latentwatch.evaluation.page.Numbers;
import io.latentwatch.evaluation.page.Raster;
import io.latentwatch.evaluation.page.Section;
import io.latentwatch.evaluation.page.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A detector's report as a page: tables, curves and histograms, a function of the report alone. */
public final class DetectorPage {
    private final DetectorReport report;
    private final DetectorCharts charts;

    private DetectorPage(DetectorReport report, DetectorCharts.Drawing drawing) {
        this.report = report;
        this.charts = new DetectorCharts(report, drawing);
    }

    /** The whole page. */
    public static String write(DetectorReport report) {
        return HtmlReport.write(
                "What a bundle's detector flags",
                new DetectorPage(report, (chart, name, alternative) -> Svg.of(chart, "c-" + name, alternative))
                        .sections());
    }

    /**
     * The pictures alone but the p-values of each attack, for a page that shows several reports.
     *
     * @param network before every caption
     */
    public static List<Figure> figures(DetectorReport report, String network) {
        DetectorPage page = new DetectorPage(
                report, (chart, name, alternative) -> Raster.of(chart).html(alternative));
        return Stream.of(page.cleanFigures(), page.attackFigures(), page.corruptionFigures())
                .flatMap(List::stream)
                .map(figure -> new Figure(network + ". " + figure.caption(), figure.parts()))
                .toList();
    }

    private List<Figure> cleanFigures() {
        return List.of(charts.falseAlarms(), charts.cleanPValues());
    }

    private List<Figure> attackFigures() {
        return report.attacks().stream().allMatch(attack -> attack.succeeded().isEmpty())
                ? List.of()
                : List.of(charts.curves(), charts.scores());
    }

    private List<Figure> corruptionFigures() {
        return report.corruptions().isEmpty()
                ? List.of()
                : List.of(
                        charts.corrupted(
                                "corrupted-flags",
                                "Corrupted images that are flagged, %, by corruption and severity.",
                                flagged -> 100 * flagged.share()),
                        charts.corrupted(
                                "corrupted-distance",
                                "Distance of their p-values from those of clean images, in hundredths, by corruption and severity.",
                                flagged -> 100 * flagged.distance()));
    }

    private List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("Clean images", clean()));
        if (!report.attacks().isEmpty()) {
            sections.add(new Section("Attacks", attacks()));
        }
        if (!report.corruptions().isEmpty()) {
            sections.add(new Section("Corruptions", corruptions()));
        }
        return sections;
    }

    private List<Block> clean() {
        List<Block> blocks = new ArrayList<>(List.of(
                new Text("Bundle %s, ONNX Runtime %s, %s clean images, %s %% of them classified rightly."
                        .formatted(
                                report.bundleId(),
                                report.runtime(),
                                Numbers.whole(report.data().images()),
                                DetectorRows.percent(report.accuracy()))),
                new Table(
                        "Flags on clean images, %",
                        DetectorRows.FALSE_ALARMS,
                        report.clean().stream().map(DetectorRows::of).toList())));
        blocks.addAll(cleanFigures());
        return blocks;
    }

    private List<Block> attacks() {
        List<Block> blocks = new ArrayList<>(List.of(
                new Text(
                        "An attack succeeds on an image that the network has right before and wrong after, rounded to 8 bits. With fewer than %d successes a row is indicative."
                                .formatted(AttackFound.ENOUGH)),
                new Table(
                        "Successes that are flagged, %",
                        DetectorRows.ATTACKS,
                        report.attacks().stream()
                                .flatMap(attack ->
                                        attack.flagged().stream().map(flagged -> DetectorRows.of(attack, flagged)))
                                .toList()),
                new Table(
                        "Worst case over these attacks, image by image: all that do not know the detector, and all",
                        DetectorRows.WORST_CASES,
                        report.worstCase().stream().map(DetectorRows::of).toList())));
        if (!report.controls().isEmpty()) {
            blocks.add(controls());
            blocks.add(checks());
        }
        List<Figure> figures = attackFigures();
        blocks.addAll(figures);
        if (!figures.isEmpty()) {
            blocks.add(charts.attackedPValues());
        }
        return blocks;
    }

    private List<Block> corruptions() {
        int images = report.corruptions().get(0).images();
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Text(
                "The corruptions of Hendrycks and Dietterich (ICLR 2019), on %s images. Drift shows in the p-values of many images before it shows in the flags of single ones: the distance is Kolmogorov's, from the p-values of the clean images; images drawn like those stay below %s in 95 of 100 cases."
                        .formatted(
                                Numbers.whole(images),
                                Numbers.fixed(
                                        2,
                                        CorruptionFound.chance(
                                                images, report.data().images())))));
        blocks.addAll(corruptionFigures());
        blocks.add(new Table(
                "Corrupted images",
                DetectorRows.CORRUPTIONS,
                report.corruptions().stream()
                        .flatMap(corruption ->
                                corruption.flagged().stream().map(flagged -> DetectorRows.of(corruption, flagged)))
                        .toList()));
        return blocks;
    }

    private Table controls() {
        return new Table(
                "Controls: the same attackers, the same share of flags on clean images, something simpler than the detector",
                DetectorRows.CONTROLS,
                report.controls().stream().map(DetectorRows::of).toList());
    }

    private Table checks() {
        return new Table(
                "Checks of the attackers who know the detector",
                DetectorRows.CHECKS,
                report.checks().stream().map(DetectorRows::of).toList());
    }
}
