package io.latentwatch.anpvs.benchmark;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.latentwatch.detector.statistics.Spread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The trainer and PyTorch by turns, in rounds; a ratio is taken within each round, of the medians of its runs, so that what slows the
 * machine down slows both.
 *
 * @param python a Python that has torch
 * @param rounds of all three: the trainer, PyTorch as it comes, PyTorch tuned
 * @param repetitions of each work within a round
 */
public record TrainingBenchmark(Path python, int rounds, int repetitions) {
    private static final Path SCRIPT = Path.of("training", "anpvs", "benchmarks", "pytorch_lenet.py");
    private static final String TRAINER = "trainer";
    private static final String PLAIN = "pytorch";
    private static final String TUNED = "pytorchTuned";

    public TrainingBenchmark {
        if (rounds < 1 || repetitions < 1) {
            throw new IllegalArgumentException(
                    "--rounds and --repetitions must be at least 1, found %d and %d".formatted(rounds, repetitions));
        }
    }

    /**
     * What was measured.
     *
     * @param milliseconds by who and work: over the rounds, the median of a round's runs
     * @param timesAsFast by who against whom and work: over the rounds
     * @param anpVsToAt time of an ANP-VS step over that of an adversarial training step, both of the trainer
     */
    public record Result(
            int rounds,
            int repetitions,
            Map<String, Map<String, Spread>> milliseconds,
            Map<String, Map<String, Spread>> timesAsFast,
            Spread anpVsToAt) {
        /** A table for people. */
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            lines.add("%-12s %10s %10s %10s   %s"
                    .formatted(
                            "ms",
                            TRAINER,
                            PLAIN,
                            TUNED,
                            "trainer is times as fast (least to largest), as PyTorch comes / tuned"));
            milliseconds
                    .get(PLAIN)
                    .keySet()
                    .forEach(work -> lines.add(String.format(
                            Locale.ROOT,
                            "%-12s %10.1f %10.1f %10.1f   %s / %s",
                            work,
                            milliseconds.get(TRAINER).get(work).median(),
                            milliseconds.get(PLAIN).get(work).median(),
                            milliseconds.get(TUNED).get(work).median(),
                            text(timesAsFast.get(PLAIN).get(work)),
                            text(timesAsFast.get(TUNED).get(work)))));
            lines.add(String.format(
                    Locale.ROOT,
                    "%-12s %10.1f   an ANP-VS step takes %s times an adversarial training step",
                    "anp_vs_step",
                    milliseconds.get(TRAINER).get("anp_vs_step").median(),
                    text(anpVsToAt)));
            return lines;
        }

        private static String text(Spread spread) {
            return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", spread.median(), spread.min(), spread.max());
        }

        public void write(Path file) throws IOException {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(
                    file,
                    new ObjectMapper()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsBytes(this));
        }
    }

    /**
     * Measures.
     *
     * @throws IOException if Python or its torch is not there
     */
    public Result run(Consumer<String> progress) throws IOException, InterruptedException {
        Map<String, List<Map<String, Double>>> medians = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            progress.accept("round %d of %d".formatted(round, rounds));
            add(medians, TRAINER, new TrainerTimes(repetitions).measure());
            add(medians, PLAIN, python("plain"));
            add(medians, TUNED, python("tuned"));
        }
        Map<String, Map<String, Spread>> milliseconds = new LinkedHashMap<>();
        medians.forEach((who, byRound) -> milliseconds.put(who, spreads(byRound)));
        Map<String, Map<String, Spread>> timesAsFast = new LinkedHashMap<>();
        timesAsFast.put(PLAIN, ratios(medians.get(PLAIN), medians.get(TRAINER)));
        timesAsFast.put(TUNED, ratios(medians.get(TUNED), medians.get(TRAINER)));
        List<Double> steps = medians.get(TRAINER).stream()
                .map(round -> round.get("anp_vs_step") / round.get("at_step"))
                .toList();
        return new Result(rounds, repetitions, milliseconds, timesAsFast, Spread.of(steps));
    }

    private static void add(
            Map<String, List<Map<String, Double>>> medians, String who, Map<String, List<Double>> times) {
        Map<String, Double> round = new LinkedHashMap<>();
        times.forEach((work, values) -> round.put(work, Spread.of(values).median()));
        medians.computeIfAbsent(who, name -> new ArrayList<>()).add(round);
    }

    private static Map<String, Spread> spreads(List<Map<String, Double>> byRound) {
        Map<String, Spread> spreads = new LinkedHashMap<>();
        byRound.get(0)
                .keySet()
                .forEach(work -> spreads.put(
                        work,
                        Spread.of(byRound.stream().map(round -> round.get(work)).toList())));
        return spreads;
    }

    private static Map<String, Spread> ratios(List<Map<String, Double>> above, List<Map<String, Double>> below) {
        Map<String, Spread> ratios = new LinkedHashMap<>();
        for (String work : above.get(0).keySet()) {
            List<Double> values = new ArrayList<>();
            for (int round = 0; round < above.size(); round++) {
                values.add(above.get(round).get(work) / below.get(round).get(work));
            }
            ratios.put(work, Spread.of(values));
        }
        return ratios;
    }

    private Map<String, List<Double>> python(String way) throws IOException, InterruptedException {
        Path script = Path.of(System.getProperty("latentwatch.home", ".")).resolve(SCRIPT);
        Process process = new ProcessBuilder(python.toString(), script.toString(), way, String.valueOf(repetitions))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(
                    "%s %s: expected times, it ended with %d; install PyTorch (Debian: python3-torch) or name another --python"
                            .formatted(python, script, exit));
        }
        return new ObjectMapper().readValue(output, new TypeReference<Map<String, List<Double>>>() {});
    }
}
