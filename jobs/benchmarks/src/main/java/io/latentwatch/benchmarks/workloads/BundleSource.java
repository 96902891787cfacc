package io.latentwatch.benchmarks.workloads;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where a workload's bundle and clean images come from. */
public sealed interface BundleSource permits BundleSource.Folder, UntrainedBundle {
    /**
     * A bundle that is there, and clean images for it.
     *
     * @param samples image sets
     */
    record Located(Path bundle, List<Path> samples) {
        public Located {
            requireNonNull(bundle, "bundle is null");
            samples = List.copyOf(samples);
        }
    }

    /**
     * Says where they stand; makes them first where they have to be made.
     *
     * @param models folder of those that are made
     * @throws IOException if they cannot be made
     */
    Located locate(Path models) throws IOException;

    /** A bundle in a folder; its images are image sets that are there too. */
    record Folder(Path bundle, List<Path> samples) implements BundleSource {
        public Folder {
            requireNonNull(bundle, "bundle is null");
            samples = List.copyOf(samples);
        }

        @Override
        public Located locate(Path models) {
            return new Located(bundle, samples);
        }
    }
}
