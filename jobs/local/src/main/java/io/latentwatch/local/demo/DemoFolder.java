package io.latentwatch.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The demo's files as they are committed: clean images that all networks share, and for each network a folder with its bundle and the images
 * made against it.
 */
record DemoFolder(Path folder) {
    private static final String MAIN = "anp-vs";
    private static final String BESIDE = "standard";
    private static final String CLEAN = "clean.avro";

    /** The bundle of the main network. */
    Path mainBundle() {
        return bundle(MAIN);
    }

    /**
     * A network that judges the demo's images: the clean ones, those made against it if it is one of the demo's own, and the others as
     * transferred ones.
     *
     * @throws IOException if images are missing
     */
    DemoNetwork network(Path bundle) throws IOException {
        List<Path> samples = new ArrayList<>(List.of(clean()));
        List<Path> transferred = new ArrayList<>();
        for (String name : List.of(MAIN, BESIDE)) {
            boolean own = same(bundle, bundle(name));
            (own ? samples : transferred).addAll(madeAgainst(name));
        }
        return new DemoNetwork(DemoNetwork.nameOf(bundle), bundle, samples, transferred);
    }

    /**
     * The networks whose figures stand beside the main one's, each with the clean images and those made against itself.
     *
     * @throws IOException if images are missing
     */
    List<DemoNetwork> beside() throws IOException {
        List<Path> samples = new ArrayList<>(List.of(clean()));
        samples.addAll(madeAgainst(BESIDE));
        return List.of(DemoNetwork.of(bundle(BESIDE), samples));
    }

    private Path clean() {
        return folder.resolve(CLEAN);
    }

    private Path bundle(String network) {
        return folder.resolve(network).resolve("bundle");
    }

    private List<Path> madeAgainst(String network) throws IOException {
        Path images = folder.resolve(network);
        if (Files.isDirectory(images)) {
            try (Stream<Path> files = Files.list(images)) {
                List<Path> found = files.filter(file -> file.toString().endsWith(".avro"))
                        .sorted()
                        .toList();
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        throw new IOException(
                images
                        + ": expected the images made against this network (*.avro), found none; give others with --sample, or check out the folder again");
    }

    private static boolean same(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }
}
