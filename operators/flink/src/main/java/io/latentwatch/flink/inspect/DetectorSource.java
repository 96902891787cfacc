package io.latentwatch.flink.inspect;

import io.latentwatch.detector.Detector;
import java.io.Serializable;

/** Opens a detector where it is needed: in each subtask, when its operator opens. The operator closes it. */
@FunctionalInterface
public interface DetectorSource extends Serializable {
    Detector open() throws Exception;
}
