package io.latentwatch.local.demo;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * A network of the demo and the images that it judges.
 *
 * @param name for people
 * @param bundle what judges
 * @param samples sets of images, clean ones and those made against this network
 * @param transferred sets of images made against other networks
 */
record DemoNetwork(String name, Path bundle, List<Path> samples, List<Path> transferred) {
    private static final String COMMON_NAME = "bundle";

    DemoNetwork {
        requireNonNull(name, "name is null");
        requireNonNull(bundle, "bundle is null");
        samples = List.copyOf(samples);
        transferred = List.copyOf(transferred);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: no sample is given, expected at least one (--sample)".formatted(bundle));
        }
    }

    /** One of which only the bundle and a sample are known; it is called as its folder is. */
    static DemoNetwork of(Path bundle, List<Path> samples) {
        return new DemoNetwork(nameOf(bundle), bundle, samples, List.of());
    }

    /** The name of the bundle's folder; that of the folder around it where it is called just {@value #COMMON_NAME}. */
    static String nameOf(Path bundle) {
        Path folder = bundle.toAbsolutePath().normalize();
        boolean common = folder.endsWith(COMMON_NAME) && folder.getNameCount() > 1;
        return String.valueOf((common ? folder.getParent() : folder).getFileName());
    }
}
