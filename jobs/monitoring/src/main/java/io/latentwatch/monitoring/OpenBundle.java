package io.latentwatch.monitoring;

import static java.util.Objects.requireNonNull;

import io.latentwatch.detector.Detector;
import io.latentwatch.detector.DetectorOptions;
import io.latentwatch.detector.OnnxDetector;
import io.latentwatch.flink.inspect.DetectorSource;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import java.nio.file.Path;

/** Opens a bundle's folder in each subtask. */
record OpenBundle(String path, double alpha, long maxPixels, int threads) implements DetectorSource {
    OpenBundle {
        requireNonNull(path, "path is null");
    }

    static OpenBundle of(MonitoringConfiguration configuration) {
        DetectorOptions options = configuration.detector();
        return new OpenBundle(configuration.bundlePath(), options.alpha(), options.maxPixels(), options.threads());
    }

    @Override
    public Detector open() throws Exception {
        return OnnxDetector.open(Path.of(path), new DetectorOptions(alpha, maxPixels, threads));
    }
}
