package io.latentwatch.reference;

import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.images.ImageSet;
import io.latentwatch.detector.infer.BitDepth;
import io.latentwatch.detector.infer.Squeeze;
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

    /** The bundle's folder, inside the given one; calibrated on 6,400 images, with twins of one bit. */
    static Path profile(TinyClassifier network, Path folder) throws IOException {
        return profile(network, folder, List.of(new BitDepth(1)));
    }

    static Path profile(TinyClassifier network, Path folder, List<Squeeze> squeezers) throws IOException {
        Path model = folder.resolve("tiny.onnx");
        Files.write(model, network.onnx());
        Path out = folder.resolve("bundle");
        new ReferenceProfiler(request(model, new TinyImages(8000, 1), out, squeezers)).profile();
        return out;
    }

    public static ProfileRequest request(Path model, ImageSet images, Path out) {
        return request(model, images, out, List.of(new BitDepth(1)));
    }

    static ProfileRequest request(Path model, ImageSet images, Path out, List<Squeeze> squeezers) {
        return new ProfileRequest(
                model,
                images,
                out,
                "tiny",
                List.of("left", "middle", "right"),
                List.of(),
                new ProfileRequest.InputChoices(Manifest.ColourOrder.RGB, NO_RESIZE, 1, List.of(0.0), List.of(1.0)),
                squeezers,
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
