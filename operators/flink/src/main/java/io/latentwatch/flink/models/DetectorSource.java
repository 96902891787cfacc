package io.latentwatch.flink.models;

import io.latentwatch.detector.Detector;
import java.io.Serializable;

/** Opens a detector where it is needed: in each subtask, when its operator opens, and when a command goes back to its bundle. The operator closes it. */
@FunctionalInterface
public interface DetectorSource extends Serializable {
    Detector open() throws Exception;
}
