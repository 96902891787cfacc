package io.latentwatch.anpvs.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.bundle.SourceCommit;
import io.latentwatch.detector.images.ImageSets;
import io.latentwatch.detector.infer.Squeeze;
import io.latentwatch.reference.profile.HashList;
import io.latentwatch.reference.profile.ProfileReport;
import io.latentwatch.reference.profile.ProfileRequest;
import io.latentwatch.reference.profile.ReferenceProfiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From a finished run to a bundle: the profiler on the images that the run held out. */
public record RunProfile(RunFolder folder) {
    private static final int TOP_FEATURES = 5;
    private static final long SEED = 1;

    /**
     * Writes the bundle.
     *
     * @param out must not exist
     * @param squeezers what makes the twins
     */
    public ProfileReport profile(Path out, List<Squeeze> squeezers) throws IOException {
        return profile(out, squeezers, false);
    }

    /**
     * Writes the bundle.
     *
     * @param out must not exist
     * @param squeezers what makes the twins
     * @param perClass whether each predicted class is calibrated by itself
     */
    public ProfileReport profile(Path out, List<Squeeze> squeezers, boolean perClass) throws IOException {
        Path run = folder.path();
        Map<String, Object> training =
                new ObjectMapper().readValue(folder.provenance().toFile(), new TypeReference<Map<String, Object>>() {});
        byte[] hashes = Files.readAllBytes(run.resolve("training-images.hashes"));
        return new ReferenceProfiler(new ProfileRequest(
                        folder.model(),
                        ImageSets.open(run.resolve("held-out")),
                        out,
                        String.valueOf(training.get("architecture")),
                        Files.readAllLines(run.resolve("classes.txt")),
                        List.of(),
                        new ProfileRequest.InputChoices(
                                Manifest.ColourOrder.RGB,
                                new Manifest.Resize(Manifest.ResizeMode.NONE, 0),
                                1,
                                List.of(0.0),
                                List.of(1.0)),
                        squeezers,
                        TOP_FEATURES,
                        perClass,
                        SEED,
                        HashList.read(hashes, "training-images.hashes"),
                        false,
                        training,
                        SourceCommit.find(),
                        Optional.empty()))
                .profile();
    }
}
