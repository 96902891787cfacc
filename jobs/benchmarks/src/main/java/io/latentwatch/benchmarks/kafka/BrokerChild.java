package io.latentwatch.benchmarks.kafka;

import io.latentwatch.local.broker.BrokerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Kafka in a process of its own, with a heap of its own, so that its work and its garbage are not the job's. {@link #close()} ends it. */
public final class BrokerChild implements AutoCloseable {
    private static final String HEAP = "-Xmx1g";
    private static final int CLOSING_SECONDS = 30;

    private final Process process;
    private final String bootstrapServers;

    private BrokerChild(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts the process with this JVM's java and class path; returns when the broker serves.
     *
     * @throws IOException if it ends without serving; what it said stands on standard error
     */
    public static BrokerChild start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(BrokerProcess.ADDRESS)) {
                return new BrokerChild(process, line.substring(BrokerProcess.ADDRESS.length()));
            }
        }
        process.destroy();
        throw new IOException("the broker's process ended before it served; see its messages above");
    }

    /** Host and port, as clients' {@code bootstrap.servers} wants it. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
