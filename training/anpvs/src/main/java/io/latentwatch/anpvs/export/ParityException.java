package io.latentwatch.anpvs.export;

import java.nio.file.Path;

/** The exported graph does not compute what the trained network computes; the export is refused. */
public final class ParityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ParityException(Path file, double difference) {
        super(("%s: expected logits of ONNX Runtime and DJL to differ by %.0e of the largest at most, found %.2e;"
                        + " nothing was written, this is a fault of the export and should be reported")
                .formatted(file.getFileName(), ModelExport.TOLERANCE, difference));
    }
}
