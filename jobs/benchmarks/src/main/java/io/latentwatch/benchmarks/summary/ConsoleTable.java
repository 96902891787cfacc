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

    private static void workload(StringBuilder text, WorkloadFigures workload) {
        WorkloadFigures.Setting setting = workload.setting();
        line(
                text,
                "%n%s: %s, %s, batch %d, one inference thread a subtask, one subtask unless said; %d rounds of %d images",
                workload.name(),
                setting.architecture(),
                setting.images(),
                setting.batch(),
                setting.rounds(),
                setting.imagesPerRound());
        line(text, "%-38s %9s %9s %9s", "images/s", "median", "min", "max");
        workload.imagesPerSecond().forEach((way, speed) -> speed(text, way.title(), speed));
        line(text, "%-38s %9s %9s %9s %9s", "ratios", "medians", "least", "largest", "goal");
        workload.ratios().values().forEach(ratio -> ratio(text, ratio));
        if (workload.latency() != null) {
            latency(text, workload.latency());
        }
    }

    private static void speed(StringBuilder text, String name, Spread spread) {
        line(text, "  %-36s %9.0f %9.0f %9.0f", name, spread.median(), spread.min(), spread.max());
    }

    private static void ratio(StringBuilder text, RatioFigures ratio) {
        line(
                text,
                "  %-36s %9.3f %9.3f %9.3f %9s",
                ratio.title(),
                ratio.ofMedians(),
                ratio.byRound().min(),
                ratio.byRound().max(),
                ratio.goal() == null ? "" : ratio.goal());
    }

    private static void latency(StringBuilder text, LatencyFigures latency) {
        line(
                text,
                "%-38s %9s %9s %9s",
                "latency, ms, at %.0f images/s".formatted(latency.imagesPerSecond()),
                "median",
                "min",
                "max");
        quantiles(text, "plain loop", latency.plainLoop());
        quantiles(text, "job", latency.job());
        line(
                text,
                "  %-36s %9.2f %29s",
                "job / plain loop, p50",
                latency.medianJobToPlainLoop(),
                "at most " + LatencyFigures.GOAL);
    }

    private static void quantiles(StringBuilder text, String name, LatencyFigures.Quantiles quantiles) {
        speed(text, name + ", p50", quantiles.p50Millis());
        speed(text, name + ", p99", quantiles.p99Millis());
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append(System.lineSeparator());
    }
}
