package io.latentwatch.monitoring;

import static java.util.Objects.requireNonNull;

import io.latentwatch.bundle.BundleReader;
import io.latentwatch.bundle.SigningKeys;
import io.latentwatch.detector.Detector;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.detector.infer.Device;
import io.latentwatch.flink.models.DetectorSource;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens the configuration's bundle, in each subtask.
 *
 * @param trustedKeys one of them must have signed it; empty: its signature is not looked at
 */
record OpenBundle(String path, List<String> trustedKeys, DetectorOptions options) implements DetectorSource {
    OpenBundle {
        requireNonNull(path, "path is null");
        requireNonNull(options, "options is null");
        trustedKeys = List.copyOf(trustedKeys);
    }

    /** The same on the processor, for a machine that only submits the job and need not have a card. */
    OpenBundle onProcessor() {
        return new OpenBundle(path, trustedKeys, options.on(Device.CPU));
    }

    static OpenBundle of(MonitoringConfiguration configuration) {
        MonitoringConfiguration.Models models = configuration.models();
        return new OpenBundle(
                configuration.bundlePath(),
                models.allowUnsigned() ? List.of() : models.trustedKeys(),
                configuration.detector());
    }

    @Override
    public Detector open() throws Exception {
        return OnnxDetector.open(
                BundleReader.read(
                        Path.of(path),
                        trustedKeys.stream().map(SigningKeys::publicKey).toList()),
                options);
    }
}
