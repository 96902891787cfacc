package io.latentwatch.reference;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.reference.graph.Squeezer;
import io.latentwatch.reference.profile.ProfileRequest;
import io.latentwatch.reference.profile.ReferenceProfiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Profiles the tiny classifier. */
public final class TinyBundle {
    static final Manifest.Resize NO_RESIZE = new Manifest.Resize(Manifest.ResizeMode.NONE, 0);

    private TinyBundle() {}

    /** The bundle's folder, inside the given one; calibrated on 6,400 images. */
    static Path profile(TinyClassifier network, Path folder) throws IOException {
        Path model = folder.resolve("tiny.onnx");
        Files.write(model, network.onnx());
        Path out = folder.resolve("bundle");
        new ReferenceProfiler(request(model, new TinyImages(8000, 1), out)).profile();
        return out;
    }

    public static ProfileRequest request(Path model, ImageSet images, Path out) {
        return new ProfileRequest(
                model,
                images,
                out,
                "tiny",
                List.of("left", "middle", "right"),
                List.of(),
                new ProfileRequest.InputChoices(Manifest.ColourOrder.RGB, NO_RESIZE, 1, List.of(0.0), List.of(1.0)),
                List.of(new Squeezer(1)),
                5,
                false,
                1,
                new long[0],
                true,
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }
}
