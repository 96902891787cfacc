package io.latentwatch.local.page;

import io.latentwatch.bundle.Bundle;
import io.latentwatch.bundle.BundleException;
import io.latentwatch.bundle.Manifest;
import io.latentwatch.detector.decode.ImageRefusedException;
import io.latentwatch.detector.images.EncodedImage;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the page takes from bundles: an example of each class where there is one, and what clean images show at each layer. Immutable. */
final class KnownBundles {
    private static final String CLEAN_DISTORTION = "references/clean-distortion.npy";

    private final Map<String, Known> byId;

    private record Known(String name, Map<Integer, byte[]> examples, Map<String, float[]> cleanDistortion) {}

    private KnownBundles(Map<String, Known> byId) {
        this.byId = Map.copyOf(byId);
    }

    /**
     * Those of some bundles.
     *
     * @throws BundleException if an example is no image
     */
    static KnownBundles of(Collection<Bundle> bundles) throws IOException {
        Map<String, Known> byId = new HashMap<>();
        for (Bundle bundle : bundles) {
            byId.put(
                    bundle.id(),
                    new Known(bundle.manifest().architecture(), examples(bundle), cleanDistortion(bundle)));
        }
        return new KnownBundles(byId);
    }

    /** Its architecture, for people. */
    Optional<String> name(String bundleId) {
        return Optional.ofNullable(byId.get(bundleId)).map(Known::name);
    }

    /** A PNG file of a clean image of the class; empty where the bundle has none, or is not known here. Not a copy. */
    Optional<byte[]> example(String bundleId, int classIndex) {
        return Optional.ofNullable(byId.get(bundleId))
                .map(known -> known.examples().get(classIndex));
    }

    /** Mean distortion of clean images predicted to be of the class; empty where it is not known. */
    Optional<Float> cleanDistortion(String bundleId, String layer, int classIndex) {
        return Optional.ofNullable(byId.get(bundleId))
                .map(known -> known.cleanDistortion().get(layer))
                .filter(classes -> classIndex >= 0 && classIndex < classes.length)
                .map(classes -> classes[classIndex]);
    }

    private static Map<Integer, byte[]> examples(Bundle bundle) throws IOException {
        PictureFile pictures = new PictureFile();
        Map<Integer, byte[]> examples = new HashMap<>();
        for (int k = 0; k < bundle.manifest().classes().size(); k++) {
            String name = "examples/class-%d.png".formatted(k);
            if (bundle.has(name)) {
                try {
                    examples.put(k, pictures.png(EncodedImage.file(bundle.file(name))));
                } catch (ImageRefusedException e) {
                    throw new BundleException(
                            bundle.path(name) + ": expected an image, found " + e.getMessage()
                                    + "; profile the model again",
                            e);
                }
            }
        }
        return examples;
    }

    private static Map<String, float[]> cleanDistortion(Bundle bundle) {
        int classes = bundle.manifest().classes().size();
        List<Manifest.Tap> taps = bundle.manifest().taps();
        float[] byClassAndTap =
                bundle.array(CLEAN_DISTORTION).floats(bundle.path(CLEAN_DISTORTION), classes, taps.size());
        Map<String, float[]> byTap = new HashMap<>();
        for (int l = 0; l < taps.size(); l++) {
            float[] ofTap = new float[classes];
            for (int k = 0; k < classes; k++) {
                ofTap[k] = byClassAndTap[k * taps.size() + l];
            }
            byTap.put(taps.get(l).name(), ofTap);
        }
        return byTap;
    }
}
