package io.latentwatch.evaluation.detect;

import io.latentwatch.evaluation.attack.AttackedImages;
import io.latentwatch.evaluation.evaluate.ReportFile;
import io.latentwatch.evaluation.images.ImageShape;
import io.latentwatch.evaluation.images.LabelledImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Attacked images as files of a folder, one an attack. Nothing is asked about what they were made of: a folder belongs to one network, its detector, images,
 * budget and seed, and its name must say which.
 */
public record AttackFolder(Path folder) implements AttackStore {
    private static final int FORMAT_VERSION = 1;

    /**
     * A file.
     *
     * @param pixels height x width x channels unsigned bytes an image
     * @param labels a byte an image
     */
    @SuppressWarnings("ArrayRecordComponent") // written and read at once, never compared
    private record Made(
            int formatVersion,
            ImageShape shape,
            byte[] pixels,
            byte[] labels,
            Map<String, String> attributes,
            List<String> brokenBy) {
        Made {
            ReportFile.requireVersion(FORMAT_VERSION, formatVersion);
        }

        static Made of(AttackedImages attacked) {
            LabelledImages images = attacked.images();
            return new Made(
                    FORMAT_VERSION,
                    images.shape(),
                    images.pixels(),
                    images.labels(),
                    attacked.attributes(),
                    attacked.brokenBy());
        }

        AttackedImages attacked() {
            return new AttackedImages(new LabelledImages(shape, pixels, labels), attributes, brokenBy);
        }
    }

    /** @throws UncheckedIOException if a file cannot be written, or holds something else */
    @Override
    public AttackedImages get(String name, Supplier<AttackedImages> attack) {
        Path file = folder.resolve(name.replaceAll("[^a-z0-9.]+", "-") + ".json");
        try {
            Optional<Made> made = ReportFile.read(file, Made.class);
            if (made.isPresent()) {
                return made.get().attacked();
            }
            AttackedImages attacked = attack.get();
            ReportFile.write(Made.of(attacked), file);
            return attacked;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
