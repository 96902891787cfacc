package io.latentwatch.local.demo;

import java.io.IOException;
import java.util.List;

/**
 * What is sent to a network of the demo.
 *
 * @param sample sent at a steady pace, each image once
 * @param malformed records sent between the sample's clean and attacked images
 * @param speedImages clean images sent as fast as they go, before the sample, at most; 0 leaves that part out
 * @param rate images a second of the sample
 */
record Workload(DemoImages sample, List<MalformedRecord> malformed, int speedImages, double rate) {
    Workload {
        malformed = List.copyOf(malformed);
    }

    /** All there is, for the main network. */
    static Workload main(DemoOptions options) throws IOException {
        return new Workload(
                DemoImages.read(options.network()), MalformedRecords.all(), options.speedImages(), options.rate());
    }

    /** What it takes to set a network beside the main one: the sample, at the same pace. */
    static Workload beside(DemoNetwork network, DemoOptions options) throws IOException {
        return new Workload(DemoImages.read(network), List.of(), 0, options.rate());
    }

    /** Records of the part at a steady pace. */
    int steadyRecords() {
        return sample.images().size() + malformed.size();
    }
}
