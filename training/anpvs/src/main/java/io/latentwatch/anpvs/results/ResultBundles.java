package io.latentwatch.anpvs.results;

import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.evaluation.images.LabelledData;
import io.latentwatch.reference.graph.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes bundles that the job runs out of finished networks. Nothing is trained: the images for references and calibration are those
 * that the network's configuration sets aside.
 *
 * @param data that the networks were trained on
 */
public record ResultBundles(ResultsProtocol protocol, ResultsFolder results, LabelledData data) {
    /** What became of a row's bundle. */
    public enum Outcome {
        MADE,
        /** It was there, of the same network. */
        KEPT,
        /** The row's first network is not finished. */
        NO_NETWORK
    }

    /**
     * Makes the bundles that are not there.
     *
     * @param folder for a folder each
     * @return by the name of the bundle
     * @throws IOException if a network was trained on other images, or a bundle of another network stands where one should go
     */
    public Map<String, Outcome> make(Path folder) throws IOException {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        for (ResultsProtocol.Bundled bundled : protocol.bundles()) {
            outcomes.put(bundled.name(), make(bundled, folder.resolve(bundled.name())));
        }
        return outcomes;
    }

    private Outcome make(ResultsProtocol.Bundled bundled, Path target) throws IOException {
        ResultsProtocol.Row row = protocol.row(bundled.row()).orElseThrow();
        NetworkId network = row.network(row.seeds().get(0));
        Optional<RowResult> result = results.read(network);
        if (result.isEmpty()) {
            return Outcome.NO_NETWORK;
        }
        if (Files.exists(target)) {
            requireSame(target, network);
            return Outcome.KEPT;
        }
        FinishedNetwork.of(result.get(), results).profile(data, Squeeze.parse(bundled.twins()), false, target);
        return Outcome.MADE;
    }

    private void requireSame(Path target, NetworkId network) throws IOException {
        Path model = target.resolve("model.onnx");
        if (!Files.exists(model) || !isOf(results.model(network), Files.readAllBytes(model))) {
            throw new IOException(
                    "%s: expected nothing or a bundle of %s, found something else; delete it or give another folder"
                            .formatted(target, network.name()));
        }
    }

    /** Whether a bundle's model is the network: as the profiler brings it there, or as it is, in bundles from before it took subnormal weights out. */
    private static boolean isOf(Path network, byte[] model) throws IOException {
        byte[] file = Files.readAllBytes(network);
        return Arrays.equals(model, file)
                || Arrays.equals(
                        model, Classifier.read(file, network.toString()).file());
    }
}
