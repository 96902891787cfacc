package io.latentwatch.local.broker;

import java.io.IOException;
import java.io.OutputStream;

/**
 * An {@link EmbeddedBroker} in a process of its own, for benchmarks and tests that must not share their JVM with Kafka. Prints
 * {@value #ADDRESS} and its address as the only line, and stops when its standard input ends: so it never outlives its parent.
 */
public final class BrokerProcess {
    /** What the printed line starts with. */
    public static final String ADDRESS = "bootstrap.servers=";

    private BrokerProcess() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            System.out.println(ADDRESS + broker.bootstrapServers());
            System.out.flush();
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
