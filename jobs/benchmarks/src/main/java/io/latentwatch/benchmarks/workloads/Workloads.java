package io.latentwatch.benchmarks.workloads;

import static io.latentwatch.benchmarks.workloads.WayKind.JOB;
import static io.latentwatch.benchmarks.workloads.WayKind.PLAIN_LOOP;
import static io.latentwatch.benchmarks.workloads.WayKind.PNG_DECODER;
import static io.latentwatch.benchmarks.workloads.WayKind.RUNTIME;
import static io.latentwatch.benchmarks.workloads.WayKind.RUNTIME_WITH_SCORES;
import static io.latentwatch.benchmarks.workloads.WayKind.TWINNED_JOB;
import static io.latentwatch.benchmarks.workloads.WayKind.TWINNED_PLAIN_LOOP;
import static io.latentwatch.benchmarks.workloads.WayKind.TWO_SUBTASKS;

import io.latentwatch.benchmarks.workloads.BundleSource.Folder;
import io.latentwatch.local.Home;
import io.latentwatch.schemas.Encoding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The workloads that are measured by default, with their goals, and the one of a bundle that a user gives. */
public final class Workloads {
    private static final String DEMO = "jobs/local/demo";
    private static final String NETWORKS = "jobs/benchmarks/networks";

    private Workloads() {}

    /** The demo's bundle that nothing was pruned in. */
    public static Path standardBundle() {
        return Home.resolve(DEMO + "/standard/bundle");
    }

    /** The demo's pruned one. */
    public static Path prunedBundle() {
        return Home.resolve(DEMO + "/anp-vs/bundle");
    }

    /**
     * All of them, in order.
     *
     * @param samples clean images for the demo's bundles
     */
    public static List<Workload> all(List<Path> samples) {
        BundleSource vgg = new UntrainedBundle("vgg-16-x0.25", "vgg-16-x0.25", "32x32x3");
        BundleSource pooled = new UntrainedBundle("pooled", network("pooled.yaml"), "224x224x3");
        return List.of(
                new Workload(
                        "lenet-raw",
                        new Folder(standardBundle(), samples),
                        Encoding.RAW_UINT8,
                        100_000,
                        List.of(
                                Ratio.of(JOB, RUNTIME, 0.75),
                                Ratio.of(JOB, RUNTIME_WITH_SCORES, 0.92),
                                Ratio.of(JOB, PLAIN_LOOP, 1.0),
                                Ratio.of(TWINNED_JOB, RUNTIME),
                                Ratio.of(TWINNED_JOB, TWINNED_PLAIN_LOOP)),
                        true),
                new Workload(
                        "lenet-pruned-raw",
                        new Folder(prunedBundle(), samples),
                        Encoding.RAW_UINT8,
                        200_000,
                        List.of(Ratio.of(JOB, RUNTIME), Ratio.of(JOB, PLAIN_LOOP)),
                        false),
                new Workload(
                        "vgg-raw",
                        vgg,
                        Encoding.RAW_UINT8,
                        20_000,
                        List.of(
                                Ratio.of(JOB, RUNTIME, 0.85),
                                Ratio.of(JOB, RUNTIME_WITH_SCORES, 0.95),
                                Ratio.of(JOB, PLAIN_LOOP, 1.0)),
                        false),
                new Workload(
                        "vgg-png",
                        vgg,
                        Encoding.PNG,
                        20_000,
                        List.of(Ratio.of(JOB, RUNTIME), Ratio.of(JOB, PNG_DECODER), Ratio.of(JOB, PLAIN_LOOP, 1.0)),
                        false),
                new Workload(
                        "large-png",
                        pooled,
                        Encoding.PNG,
                        4_000,
                        List.of(
                                Ratio.of(JOB, PNG_DECODER, 0.85),
                                Ratio.of(JOB, RUNTIME_WITH_SCORES),
                                Ratio.of(JOB, PLAIN_LOOP)),
                        false),
                new Workload(
                        "ffnn-raw",
                        new UntrainedBundle("ffnn", network("ffnn.yaml"), "28x28x1"),
                        Encoding.RAW_UINT8,
                        600_000,
                        List.of(
                                Ratio.of(JOB, RUNTIME, 0.2),
                                Ratio.of(JOB, RUNTIME_WITH_SCORES),
                                Ratio.of(JOB, PLAIN_LOOP)),
                        false),
                new Workload(
                        "vgg-raw-two-subtasks",
                        vgg,
                        Encoding.RAW_UINT8,
                        20_000,
                        List.of(Ratio.of(TWO_SUBTASKS, JOB, 1.5)),
                        false),
                new Workload(
                        "large-png-two-subtasks",
                        pooled,
                        Encoding.PNG,
                        4_000,
                        List.of(Ratio.of(TWO_SUBTASKS, JOB)),
                        false));
    }

    /** The names of all, in order. */
    public static List<String> names() {
        return all(List.of()).stream().map(Workload::name).toList();
    }

    /**
     * Those of these names, in their order here.
     *
     * @throws IllegalArgumentException if there is no workload of a name
     */
    public static List<Workload> named(List<String> names, List<Path> samples) {
        List<Workload> all = all(samples);
        Optional<String> unknown =
                names.stream().filter(name -> !names().contains(name)).findFirst();
        if (unknown.isPresent()) {
            throw new IllegalArgumentException(
                    "--workloads names '%s', expected some of %s".formatted(unknown.get(), String.join(",", names())));
        }
        return all.stream().filter(workload -> names.contains(workload.name())).toList();
    }

    /** What is measured of the demo's standard bundle, of another one, without goals. */
    public static Workload of(Path bundle, List<Path> samples) {
        Workload standard = all(samples).get(0);
        return new Workload(
                "bundle",
                new Folder(bundle, samples),
                standard.encoding(),
                standard.images(),
                standard.ratios().stream()
                        .map(ratio -> Ratio.of(ratio.of(), ratio.to()))
                        .toList(),
                standard.latency());
    }

    private static String network(String file) {
        return Home.resolve(NETWORKS).resolve(file).toAbsolutePath().toString();
    }
}
