package io.latentwatch.local.run;

import io.latentwatch.local.LoopbackPorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One of Prometheus' programs as a process that answers on loopback. */
final class LoopbackProgram implements AutoCloseable {
    private final Process process;
    private final String address;
    private final HttpClient client = HttpClient.newHttpClient();

    private LoopbackProgram(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** The first program on the path with one of these names; empty where there is none. */
    static Optional<Path> find(String... names) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .flatMap(folder -> Arrays.stream(names).map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it on a free port and waits until it says that it is ready.
     *
     * @param log what it prints
     * @param options beside the address that it listens at
     */
    static LoopbackProgram start(Path program, Path log, String... options) throws IOException, InterruptedException {
        String address = "127.0.0.1:" + LoopbackPorts.free(1).get(0);
        List<String> line = new ArrayList<>(List.of(program.toString(), "--web.listen-address=" + address));
        line.addAll(Arrays.asList(options));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        LoopbackProgram started = new LoopbackProgram(process, address);
        started.awaitReady(program, log);
        return started;
    }

    String address() {
        return address;
    }

    private void awaitReady(Path program, Path log) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                if (get("/-/ready").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // it does not listen yet
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        close();
        throw new IllegalStateException(program + " is not ready after 30 s; its log: " + log);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://" + address + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
