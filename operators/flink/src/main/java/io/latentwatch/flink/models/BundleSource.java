package io.latentwatch.flink.models;

import io.latentwatch.detector.Detector;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/** Opens bundles that commands name. Called off the task's thread, and by several subtasks at a time. */
@FunctionalInterface
public interface BundleSource extends Serializable {
    /**
     * Fetches a bundle, verifies it, and opens it, tried and warm.
     *
     * @param bundleId that it must have
     * @param cache folder on this machine for what was fetched
     * @throws CommandRefusedException if it must not be used
     * @throws IOException if this machine's disk fails
     */
    Detector open(String bundleId, String uri, Path cache) throws IOException, CommandRefusedException;
}
