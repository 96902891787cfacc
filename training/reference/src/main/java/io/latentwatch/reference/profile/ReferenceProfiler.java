package io.latentwatch.reference.profile;

import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.BundleFiles;
import io.latentwatch.bundle.BundleWriter;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.NpyArray;
import io.latentwatch.bundle.Sha256;
import io.latentwatch.detector.Probes;
import io.latentwatch.detector.graph.GraphRules;
import io.latentwatch.detector.infer.ArgMax;
import io.latentwatch.detector.infer.MonitorSession;
import io.latentwatch.detector.infer.MonitorTensors;
import io.latentwatch.detector.infer.ScoreNames;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.detector.judge.Suspicion;
import io.latentwatch.reference.graph.Classifier;
import io.latentwatch.reference.graph.MonitorGraph;
import io.latentwatch.reference.graph.References;
import io.latentwatch.reference.graph.TapSelection;
import io.latentwatch.reference.graph.TapShapes;
import io.latentwatch.reference.profile.CleanImages.Split;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Makes a bundle: finds what to watch, profiles references on split A, appends the scoring head, standardises on A, calibrates on B, and writes it all
 * down. Everything is computed by the graph that the stream will run.
 */
public final class ReferenceProfiler {
    private static final Set<String> PROFILED =
            Set.of(MonitorTensors.PROBABILITIES, MonitorGraph.ACTIVATIONS, MonitorGraph.TWIN_DISTANCES);

    private static final Set<String> ACTIVATIONS_ALONE = Set.of(MonitorTensors.PROBABILITIES, MonitorGraph.ACTIVATIONS);

    private final ProfileRequest request;
    private final String where;

    public ReferenceProfiler(ProfileRequest request) {
        this.request = request;
        this.where = request.model().toString();
    }

    /**
     * Profiles and writes.
     *
     * @throws BundleException if the model cannot be watched or the images do not serve
     */
    public ProfileReport profile() throws IOException {
        Classifier classifier = Classifier.read(
                Files.readAllBytes(request.model()), request.input().form(), where);
        Manifest.Input input = request.input().toInput(classifier.inputShape());
        TapShapes shapes = TapSelection.of(classifier, request.taps(), where).shapes();
        List<String> classNames = classNames(shapes);
        CleanImages images = new CleanImages(request.images(), input, request.trainingHashes(), request.seed());

        ReferenceBuilder reference = profileReferences(classifier, input, shapes, images);
        References references = reference.build();
        byte[] monitor = MonitorGraph.write(
                classifier,
                input,
                shapes.taps(),
                request.squeezers(),
                shapes.classes(),
                request.topFeatures(),
                references);
        Manifest.Scores scores = scores(shapes);
        try (MonitorSession session = MonitorSession.open(monitor, input, 1)) {
            Calibration calibration =
                    Calibration.of(session, images, input, scores, shapes.classes(), request.perClass());
            ProfileReport report = ProfileReport.of(calibration, images, reference.classCounts());
            Map<String, byte[]> files = new TreeMap<>();
            files.put(BundleFiles.MODEL, classifier.file());
            files.put(BundleFiles.MONITOR, monitor);
            addReferences(files, shapes, references, reference.classCounts(), calibration);
            files.putAll(calibration.files(request.seed()));
            addProbes(files, session, input);
            addSplits(files, images);
            addExamples(files, calibration, input);
            files.put(BundleFiles.REPORT, report.json());
            files.put(BundleFiles.REPORT_PAGE, report.page(request.architecture(), classNames));
            Manifest manifest = manifest(classifier, input, classNames, shapes.taps(), scores, files);
            String id = BundleWriter.write(manifest, files, request.out(), request.signKey());
            return report.withBundleId(id);
        }
    }

    private ReferenceBuilder profileReferences(
            Classifier classifier, Manifest.Input input, TapShapes shapes, CleanImages images) {
        ReferenceBuilder reference = new ReferenceBuilder(
                shapes.taps(), shapes.classes(), request.squeezers().size());
        byte[] graph =
                MonitorGraph.forProfiling(classifier, input, shapes.taps(), request.squeezers(), shapes.classes());
        GraphRules.read(graph, where + " with the scoring head");
        try (MonitorSession session = MonitorSession.open(graph, input, 1)) {
            images.read(Split.STANDARDISATION, (pixels, n, labels) -> {
                Map<String, float[]> outputs = session.infer(pixels, n, EveryRow.of(n), PROFILED);
                for (int i = 0; i < n; i++) {
                    reference.addToMeans(
                            predicted(outputs, i, shapes),
                            outputs.get(MonitorGraph.ACTIVATIONS),
                            outputs.get(MonitorGraph.TWIN_DISTANCES),
                            i);
                }
            });
            images.read(Split.STANDARDISATION, (pixels, n, labels) -> {
                Map<String, float[]> outputs = session.infer(pixels, n, LongBuffer.allocate(0), ACTIVATIONS_ALONE);
                for (int i = 0; i < n; i++) {
                    reference.addToDeviations(predicted(outputs, i, shapes), outputs.get(MonitorGraph.ACTIVATIONS), i);
                }
            });
        }
        return reference;
    }

    private static int predicted(Map<String, float[]> outputs, int image, TapShapes shapes) {
        int classes = shapes.classes();
        return ArgMax.of(outputs.get(MonitorTensors.PROBABILITIES), image * classes, classes);
    }

    private Manifest.Scores scores(TapShapes shapes) {
        List<String> taps = shapes.taps().stream().map(Manifest.Tap::name).toList();
        List<String> squeezers = request.squeezers().stream().map(Squeeze::name).toList();
        return new Manifest.Scores(
                ScoreNames.plain(taps),
                ScoreNames.twin(taps, squeezers),
                squeezers,
                request.topFeatures(),
                Suspicion.WEIGHTS);
    }

    private void addReferences(
            Map<String, byte[]> files,
            TapShapes shapes,
            References references,
            long[] counts,
            Calibration calibration) {
        int classes = shapes.classes();
        for (int l = 0; l < shapes.taps().size(); l++) {
            Manifest.Tap tap = shapes.taps().get(l);
            float[] both = Arrays.copyOf(references.mean()[l], 2 * classes * tap.features());
            System.arraycopy(references.deviation()[l], 0, both, classes * tap.features(), classes * tap.features());
            files.put(
                    BundleFiles.references(tap.name()),
                    NpyArray.of(both, 2, classes, tap.features()).write());
            files.put(
                    BundleFiles.twinReferences(tap.name()),
                    NpyArray.of(references.twin()[l], request.squeezers().size(), tap.features())
                            .write());
        }
        files.put(BundleFiles.CLASS_COUNTS, NpyArray.of(counts, classes).write());
        files.put(
                BundleFiles.CLEAN_DISTORTION,
                NpyArray.of(
                                calibration.cleanDistortion(shapes.taps().size()),
                                classes,
                                shapes.taps().size())
                        .write());
    }

    private static void addProbes(Map<String, byte[]> files, MonitorSession session, Manifest.Input input) {
        byte[] images = ProbeImages.make(input);
        files.put(
                BundleFiles.PROBES,
                NpyArray.of(images, Probes.COUNT, input.channels(), input.height(), input.width())
                        .write());
        Probes.run(session, images)
                .forEach((output, values) -> files.put(
                        BundleFiles.probe(output),
                        NpyArray.of(values, Probes.COUNT, values.length / Probes.COUNT)
                                .write()));
    }

    private void addSplits(Map<String, byte[]> files, CleanImages images) {
        files.put(BundleFiles.split("standardisation"), images.hashes(Split.STANDARDISATION));
        files.put(BundleFiles.split("calibration"), images.hashes(Split.CALIBRATION));
        if (request.trainingHashes().length > 0) {
            files.put(BundleFiles.split("training"), HashList.write(request.trainingHashes()));
        }
    }

    private void addExamples(Map<String, byte[]> files, Calibration calibration, Manifest.Input input) {
        if (request.examples()) {
            calibration
                    .examples()
                    .forEach((k, pixels) -> files.put("examples/class-" + k + ".png", ExamplePng.write(pixels, input)));
        }
    }

    private List<String> classNames(TapShapes shapes) {
        int k = shapes.classes();
        if (request.classes().isEmpty()) {
            return IntStream.range(0, k).mapToObj(request::className).toList();
        }
        if (request.classes().size() != k) {
            throw new BundleException(
                    "%s gives %d classes, %d names were given: %s; name them all, in the order of its output (--classes)"
                            .formatted(where, k, request.classes().size(), request.classes()));
        }
        if (Set.copyOf(request.classes()).size() != k) {
            throw new BundleException("%s: the class names are %s, expected distinct ones; name them apart (--classes)"
                    .formatted(where, request.classes()));
        }
        return request.classes();
    }

    private Manifest manifest(
            Classifier classifier,
            Manifest.Input input,
            List<String> classNames,
            List<Manifest.Tap> taps,
            Manifest.Scores scores,
            Map<String, byte[]> files) {
        TreeMap<String, Manifest.Split> splits = new TreeMap<>();
        files.forEach((name, bytes) -> {
            if (name.startsWith("splits/")) {
                String split = name.substring("splits/".length(), name.length() - ".bin".length());
                splits.put(split, new Manifest.Split(bytes.length / Long.BYTES, Sha256.hex(bytes)));
            }
        });
        return new Manifest(
                Manifest.FORMAT_VERSION,
                request.architecture(),
                classNames,
                input,
                classifier.io(),
                taps,
                scores,
                splits,
                new TreeMap<>(),
                Provenance.of(request));
    }
}
