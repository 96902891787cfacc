package io.latentwatch.anpvs.detection;

import io.latentwatch.anpvs.results.NetworkId;
import io.latentwatch.evaluation.alarm.AlarmReport;
import io.latentwatch.evaluation.detect.DetectorReport;
import io.latentwatch.evaluation.page.Block;
import io.latentwatch.evaluation.page.HtmlReport;
import io.latentwatch.evaluation.page.MarkdownReport;
import io.latentwatch.evaluation.page.Section;
import io.latentwatch.evaluation.query.QueryReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The report of all protocols: what is finished of each. */
public final class DetectionReport {
    private static final String TITLE = "What the detectors are worth";

    private DetectionReport() {}

    /**
     * Writes it as Markdown and as a page.
     *
     * @param results where what was measured lies, and the page goes
     * @return the page
     */
    public static Path write(List<DetectionProtocol> protocols, Path results, Path markdown) throws IOException {
        List<Section> sections = new ArrayList<>();
        for (DetectionProtocol protocol : protocols) {
            List<DetectionResult> finished = new ArrayList<>();
            for (NetworkId training : protocol.trainings()) {
                DetectionResult.read(DetectionResult.file(results, protocol, training))
                        .ifPresent(finished::add);
            }
            List<Block> alarms = new AlarmTables(
                            protocol,
                            parts(results, protocol, ProtocolPart.ALARMS, AlarmReport.class),
                            parts(results, protocol, ProtocolPart.QUERIES, QueryReport.class))
                    .blocks();
            List<MeasuredPart<DetectorReport>> unbounded =
                    parts(results, protocol, ProtocolPart.UNBOUNDED, DetectorReport.class);
            List<MeasuredPart<DetectorReport>> adaptive =
                    parts(results, protocol, ProtocolPart.ADAPTIVE, DetectorReport.class);
            List<MeasuredPart<ClassFlags>> classes = parts(results, protocol, ProtocolPart.CLASSES, ClassFlags.class);
            List<MeasuredPart<FurtherAttacks>> further =
                    parts(results, protocol, ProtocolPart.FURTHER, FurtherAttacks.class);
            sections.add(
                    new DetectionSections(protocol, finished, unbounded, further, adaptive, classes).section(alarms));
        }
        Path page = results.resolve("report.html");
        Files.createDirectories(results);
        Files.writeString(page, HtmlReport.write(TITLE, sections));
        Files.createDirectories(markdown.toAbsolutePath().getParent());
        String beside = markdown.toAbsolutePath()
                .getParent()
                .relativize(page.toAbsolutePath())
                .toString();
        Files.writeString(markdown, MarkdownReport.write(TITLE, "./latentwatch detection", sections, beside));
        return page;
    }

    private static <R> List<MeasuredPart<R>> parts(
            Path results, DetectionProtocol protocol, ProtocolPart part, Class<R> report) throws IOException {
        List<MeasuredPart<R>> parts = new ArrayList<>();
        for (NetworkId training : protocol.trainings()) {
            MeasuredPart.read(MeasuredPart.file(results, protocol, training, part), report)
                    .ifPresent(parts::add);
        }
        return parts;
    }
}
