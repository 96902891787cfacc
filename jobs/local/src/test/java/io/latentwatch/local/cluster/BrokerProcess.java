package io.latentwatch.local.cluster;

import io.latentwatch.local.LoopbackPorts;
import io.latentwatch.local.broker.BrokerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** A Kafka node in a process of its own. Clients come to it by a {@link FaultyLine}, the test itself past it. */
final class BrokerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path home;
    private final List<Integer> ports;
    private final FaultyLine line;
    private JvmProcess process;

    private BrokerProcess(Path home, List<Integer> ports, FaultyLine line) {
        this.home = home;
        this.ports = ports;
        this.line = line;
    }

    static BrokerProcess start(Path home) throws IOException, InterruptedException {
        List<Integer> ports = LoopbackPorts.free(3);
        BrokerProcess broker = new BrokerProcess(Files.createDirectories(home), ports, FaultyLine.to(ports.get(0)));
        broker.start();
        return broker;
    }

    /** Starts the node, anew where it was killed; returns when it answers. */
    void start() throws IOException, InterruptedException {
        Path data = Files.createDirectories(home.resolve("data"));
        List<String> arguments = new ArrayList<>(List.of(
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName(),
                data.toString()));
        ports.forEach(port -> arguments.add(port.toString()));
        arguments.add(Integer.toString(line.port()));
        process = JvmProcess.start(arguments, Map.of(), home.resolve("broker.log"));
        awaitAnswer();
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Admin admin = Admin.create(Map.of(
                    "bootstrap.servers",
                    trustedServers(),
                    "request.timeout.ms",
                    2000,
                    "default.api.timeout.ms",
                    4000))) {
                admin.listTopics().names().get();
                return;
            } catch (ExecutionException e) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        throw new IOException("the broker does not answer:\n" + process.output());
    }

    JvmProcess process() {
        return process;
    }

    /** The line that the job's connections go through. */
    FaultyLine line() {
        return line;
    }

    /** For the job: through the line. */
    String bootstrapServers() {
        return "127.0.0.1:" + line.port();
    }

    /** For the test: past the line. */
    String trustedServers() {
        return "127.0.0.1:" + ports.get(2);
    }

    @Override
    public void close() {
        process.close();
        line.close();
    }
}
