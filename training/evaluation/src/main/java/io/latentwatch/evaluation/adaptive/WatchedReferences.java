package io.latentwatch.evaluation.adaptive;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.detector.infer.MonitorTensors;
import io.latentwatch.evaluation.graph.Constants;
import java.util.ArrayList;
import java.util.List;

/**
 * What a monitor holds an image against, as its graph carries it.
 *
 * @param mean {@code [K x F]}, activation by predicted class
 * @param inverse {@code [K x F]}, one over the scale of its deviations
 * @param twinInverse for each squeezer {@code [F]}, one over the scale of the twin distances
 */
@SuppressWarnings("ArrayRecordComponent") // read once, shared, never compared
record WatchedReferences(float[] mean, float[] inverse, List<float[]> twinInverse) {
    static WatchedReferences read(ModelProto monitor, ObservedRow row, List<String> squeezers) {
        Constants constants = new Constants(monitor.getGraph());
        int table = row.classes() * row.features();
        List<float[]> twinInverse = new ArrayList<>();
        for (String squeezer : squeezers) {
            twinInverse.add(floats(constants, squeezer + ".inverse", row.features()));
        }
        return new WatchedReferences(
                floats(constants, "means", table), floats(constants, "inverses", table), List.copyOf(twinInverse));
    }

    private static float[] floats(Constants constants, String name, int size) {
        TensorProto tensor = constants
                .find(MonitorTensors.PREFIX + name)
                .orElseThrow(() -> new BundleException(
                        "monitor.onnx has no constant '%s%s', expected its references there; profile the model again"
                                .formatted(MonitorTensors.PREFIX, name)));
        float[] values = Constants.floats(tensor);
        if (values.length != size) {
            throw new BundleException(
                    "monitor.onnx: constant '%s%s' has %d values, manifest.json says %d; profile the model again"
                            .formatted(MonitorTensors.PREFIX, name, values.length, size));
        }
        return values;
    }
}
