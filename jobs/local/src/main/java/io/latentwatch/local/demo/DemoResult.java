package io.latentwatch.local.demo;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the demo saw.
 *
 * @param main of the network that the demo is about
 * @param beside of the networks whose figures stand beside it; may be empty
 */
record DemoResult(NetworkResult main, List<NetworkResult> beside) {
    DemoResult {
        beside = List.copyOf(beside);
    }

    /** All networks, the main one first. */
    List<NetworkResult> networks() {
        return Stream.concat(Stream.of(main), beside.stream()).toList();
    }

    /** One line for each record, of whichever network, without exactly one verdict or dead letter; empty when all is well. */
    List<String> faults() {
        return networks().stream()
                .flatMap(network -> network.faults().stream().map(fault -> network.name() + ": " + fault))
                .toList();
    }
}
