package io.latentwatch.anpvs.detection;

import io.latentwatch.evaluation.detect.TableFlags;
import java.util.List;

/**
 * What the part {@link ProtocolPart#CLASSES} found of a training's bundle.
 *
 * @param tables at the first promised rate
 */
public record ClassFlags(String bundleId, List<TableFlags> tables) {
    public ClassFlags {
        tables = List.copyOf(tables);
    }
}
