package io.latentwatch.benchmarks.summary;

import io.latentwatch.detector.statistics.Spread;
import java.util.Locale;

/** Writes a summary for people. */
public final class ConsoleTable {
    private ConsoleTable() {}

    /** One block of lines for each workload, machine first. */
    public static String of(Summary summary) {
        Machine machine = summary.machine();
        StringBuilder text = new StringBuilder();
        line(
                text,
                "%d cores (%s), Java %s, load before %.1f",
                machine.cores(),
                machine.processor(),
                machine.java(),
                machine.loadBefore());
        summary.workloads().values().forEach(workload -> workload(text, workload));
        return text.toString();
    }

    private static void workload(StringBuilder text, Workload workload) {
        line(
                text,
                "%n%s: batch %d, one subtask, one inference thread; %d rounds of %d images",
                workload.name(),
                workload.batch(),
                workload.rounds(),
                workload.imagesPerRound());
        line(text, "%-34s %9s %9s %9s", "images/s", "median", "min", "max");
        speed(text, "ONNX Runtime alone, plain model", workload.withoutTwins().runtime());
        speed(text, "plain loop, Kafka to Kafka", workload.withoutTwins().plainLoop());
        speed(text, "job, Kafka to Kafka", workload.withoutTwins().job());
        speed(text, "plain loop, every image twinned", workload.twins().plainLoop());
        speed(text, "job, every image twinned", workload.twins().job());
        line(text, "%-34s %9s %9s %9s", "ratios", "medians", "least", "largest");
        ratios(text, "", workload.withoutTwins());
        ratios(text, ", twinned", workload.twins());
    }

    private static void speed(StringBuilder text, String name, Spread spread) {
        line(text, "  %-32s %9.0f %9.0f %9.0f", name, spread.median(), spread.min(), spread.max());
    }

    private static void ratios(StringBuilder text, String suffix, Comparison comparison) {
        ratio(text, "job / ONNX Runtime" + suffix, comparison.jobToRuntime(), comparison.jobToRuntimeByRound());
        ratio(text, "job / plain loop" + suffix, comparison.jobToPlainLoop(), comparison.jobToPlainLoopByRound());
    }

    private static void ratio(StringBuilder text, String name, double ofMedians, Spread byRound) {
        line(text, "  %-32s %9.3f %9.3f %9.3f", name, ofMedians, byRound.min(), byRound.max());
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }
}
