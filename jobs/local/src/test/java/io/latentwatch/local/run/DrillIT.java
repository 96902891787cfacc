package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentwatch.local.LoopbackPorts;
import io.latentwatch.local.boards.Board;
import io.latentwatch.local.boards.Board.Answer;
import io.latentwatch.local.boards.Board.Panel;
import io.latentwatch.local.boards.Board.Query;
import io.latentwatch.local.boards.BoardPicture;
import io.latentwatch.local.replay.ImageProducer;
import io.latentwatch.local.run.DrillTraffic.Sent;
import io.latentwatch.monitoring.StartChecks;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every alert on detection through the whole stack: images, the job, Prometheus with the rules sixty times as fast, Alertmanager; and the boards over it, each expression asked and
 * each board drawn to {@code target/boards}. Takes minutes: {@code docker/drill} runs it.
 */
@Timeout(1800)
class DrillIT {
    private static final String WINDOW = "10s";
    private static final int STEPS = 120;

    private static final Map<String, String> SOON = Map.of(
            "window.size", "5 s",
            "event-time.out-of-orderness", "100 ms",
            "event-time.idleness", "2 s",
            "alarm.false-alarms-per-month", "2592",
            "alarm.quiet-images", "500",
            "alarm.source.quiet-images", "200",
            "source.cameras", "sensor-*",
            "checkpoint.interval", "2 s");

    @TempDir
    private Path folder;

    private RealPrometheus prometheus;
    private RealAlertmanager alertmanager;
    private DrillTraffic traffic;
    private DrillImages images;
    private long startedSeconds;

    @Test
    void raisesEachAlertOnDetectionAndDrawsTheBoards() throws Exception {
        assumeTrue(Boolean.getBoolean("latentwatch.drill"), "skipped: takes minutes; docker/drill runs it");
        assumeTrue(RealPrometheus.program().isPresent(), "skipped: there is no program named prometheus on the path");
        assumeTrue(RealAlertmanager.program().isPresent(), "skipped: there is no Alertmanager on the path");
        TrainerProcess.assumeBuilt();
        images = DrillImages.make();
        List<Integer> ports = LoopbackPorts.free(2);
        Process trainer = startTraining(ports.get(1));
        try (Stack stack = Stack.start()) {
            stack.createTopics("drill");
            try (LocalJob job = LocalJob.start(
                            StartChecks.run(stack.configuration("drill", SOON)),
                            folder.resolve("job"),
                            Optional.empty(),
                            OptionalInt.of(ports.get(0)));
                    RealAlertmanager started = RealAlertmanager.start(folder);
                    RealPrometheus scraping = RealPrometheus.hurried(ports, folder, started.address());
                    DrillTraffic sending = DrillTraffic.start(
                            new ImageProducer(stack.clientSettings(), "drill.images"), some(images.easy()))) {
                alertmanager = started;
                prometheus = scraping;
                traffic = sending;
                startedSeconds = now();
                drill();
                assertThat(job.ended()).isFalse();
                assertThat(askAndDraw())
                        .as("expressions of boards that give nothing")
                        .isEmpty();
                assertThat(trainer.isAlive()).isTrue();
            }
        } finally {
            trainer.destroyForcibly().waitFor();
        }
    }

    /** Trains a small network for longer than the drill takes, for the board that shows it. */
    private Process startTraining(int metrics) throws IOException {
        ShapeTraining training = ShapeTraining.write(folder);
        return TrainerProcess.start(
                folder.resolve("training.log"),
                "train",
                "--data=" + training.data(),
                "--preset=" + training.preset(),
                "--set=phases.0.epochs=1",
                "--set=phases.1.epochs=2000",
                "--run=" + folder.resolve("training"),
                "--metrics=" + metrics);
    }

    private void drill() throws Exception {
        await("nothing is ever flagged", "LatentwatchFlagsBelowBand", "LatentwatchReferenceStale");
        traffic.change(some(images.clean()));
        awaitCalm();
        clean();

        traffic.change(mixed(images.attacked(), 0.6, "client-7"));
        await(
                "attacked",
                "LatentwatchStreamUnderAttack",
                "LatentwatchSourceUnderAttack",
                "LatentwatchFlagBudgetBurnsFast",
                "LatentwatchPValuesNotUniform");
        attacked();
        assertThat(alertmanager.inhibited())
                .contains("LatentwatchFlagBudgetBurnsFast", "LatentwatchPValuesNotUniform")
                .doesNotContain("LatentwatchStreamUnderAttack", "LatentwatchSourceUnderAttack");
        traffic.change(some(images.clean()));
        awaitCalm();

        traffic.change(some(images.blurred()));
        await("drifting", "LatentwatchStreamDrifting", "LatentwatchFlagBudgetBurnsSlowly");
        traffic.change(some(images.clean()));
        awaitCalm();

        traffic.change(some(images.inverted()));
        await("another preprocessing", "LatentwatchReferenceMismatch");
        traffic.change(some(images.clean()));
        awaitCalm();

        traffic.change(some(images.ofOneClass()));
        await("one class alone", "LatentwatchClassMixShifted");
        traffic.change(some(images.clean()));
        awaitCalm();

        traffic.change(this::broken);
        await("records that are no images", "LatentwatchStreamUnexplained", "LatentwatchDeadLetterSurge");
        traffic.change(some(images.clean()));
        awaitCalm();

        traffic.change(number -> new Sent(of(images.clean(), number), "new-" + number));
        await("a new source for every image", "LatentwatchNewSources");
        traffic.change(some(images.clean()));
        awaitCalm();
    }

    private void clean() throws Exception {
        assertThat(prometheus.value("sum(latentwatch_open_alarms) or vector(0)"))
                .isZero();
        assertThat(alertmanager.alerts()).doesNotContain("LatentwatchStreamUnderAttack", "LatentwatchStreamDrifting");
        assertThat(board("overview", "Do flags stay within")).isLessThan(0.02);
        assertThat(board("detection", "Do squeezed copies")).isLessThan(0.1);
    }

    private void attacked() throws Exception {
        assertThat(board("overview", "Is the stream under attack?")).isGreaterThanOrEqualTo(1); // open alarms
        assertThat(board("overview", "Do flags stay within")).isGreaterThan(0.2);
        assertThat(board("detection", "Do squeezed copies")).isGreaterThan(0.2);
        assertThat(board("detection", "Which features")).isGreaterThanOrEqualTo(0);
    }

    /** What the first query of a panel says now. */
    private double board(String name, String title) throws Exception {
        for (Board board : Board.all()) {
            for (Panel panel : board.panels()) {
                if (board.name().equals(name) && panel.title().startsWith(title)) {
                    return prometheus.value(panel.queries().get(0).filled(WINDOW));
                }
            }
        }
        throw new IllegalStateException("no panel of " + name + " begins with " + title);
    }

    private static IntFunction<Sent> some(List<byte[]> from) {
        return number -> new Sent(of(from, number), "sensor-" + number % 20);
    }

    /** A share of others, half of them from one source and the rest from the usual ones. */
    private IntFunction<Sent> mixed(List<byte[]> others, double share, String source) {
        return number -> number % 100 < 100 * share
                ? new Sent(of(others, number), number % 2 == 0 ? source : "client-" + number % 19)
                : new Sent(of(images.clean(), number), "sensor-" + number % 20);
    }

    private Sent broken(int number) {
        return number % 5 == 0 ? new Sent(null, "") : new Sent(of(images.clean(), number), "sensor-" + number % 20);
    }

    private static byte[] of(List<byte[]> images, int number) {
        return images.get(number % images.size());
    }

    private void await(String what, String... alerts) throws Exception {
        Set<String> seen = new TreeSet<>();
        long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (!seen.containsAll(List.of(alerts)) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(500);
            for (String alert : alertmanager.alerts()) {
                if (seen.add(alert)) {
                    System.out.printf("drill: %s: Alertmanager has %s%n", what, alert);
                }
            }
        }
        assertThat(seen)
                .as(
                        "%s; open: %s",
                        what, prometheus.query("latentwatch_open_alarms or latentwatch:evidence_over_limit"))
                .contains(alerts);
        askAndDraw(); // the boards as far as the drill has come
    }

    private void awaitCalm() throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        do {
            TimeUnit.MILLISECONDS.sleep(500);
        } while (System.nanoTime() < end
                && prometheus.value("sum(max_over_time(latentwatch_open_alarms[10s])) or vector(0)") > 0);
        assertThat(prometheus.value("sum(latentwatch_open_alarms) or vector(0)"))
                .as("open: %s", prometheus.query("latentwatch_open_alarms == 1"))
                .isZero();
    }

    /** Expressions that give nothing, those apart that are not run here. */
    private List<String> askAndDraw() throws Exception {
        Path pictures = Files.createDirectories(Path.of("target/boards"));
        double step = Math.max(1, Math.ceil((now() - startedSeconds) / (double) STEPS));
        List<String> empty = new ArrayList<>();
        for (Board board : Board.all()) {
            List<List<Answer>> answers = new ArrayList<>();
            for (Panel panel : board.panels()) {
                List<Answer> ofPanel = new ArrayList<>();
                for (Query query : panel.queries()) {
                    Answer answer = ask(query, step);
                    if (query.expression().contains("DCGM_")) {
                        System.out.printf("drill: not run: %s, %s%n", board.name(), query.expression());
                    } else if (answer.series().values().stream()
                            .noneMatch(values -> Arrays.stream(values).anyMatch(Double::isFinite))) {
                        empty.add(board.name() + ": " + query.expression());
                    }
                    assertThat(answer.series().values())
                            .as(query.expression())
                            .allSatisfy(
                                    values -> assertThat(Arrays.stream(values).anyMatch(Double::isInfinite))
                                            .isFalse());
                    ofPanel.add(answer);
                }
                answers.add(ofPanel);
            }
            BoardPicture.write(board, answers, pictures.resolve(board.name() + ".png"));
        }
        return empty;
    }

    private Answer ask(Query query, double step) throws Exception {
        double end = now();
        double start = end - step * (STEPS - 1);
        JsonNode data = prometheus.result("/api/v1/query_range?query="
                + URLEncoder.encode(query.filled(WINDOW), StandardCharsets.UTF_8) + "&start=" + start + "&end=" + end
                + "&step=" + step);
        return Answer.of(data.get("result"), query, start, step, STEPS);
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }
}
