package io.latentwatch.anpvs.command;

import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.optimise.StepFigures;
import io.latentwatch.anpvs.run.TrainingListener;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves how a run goes on in Prometheus's text format. */
final class TrainingMetrics implements TrainingListener, AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("(?:([^:]+):)?(\\d{1,5})");

    private final CollectorRegistry registry = new CollectorRegistry();
    private final Gauge epochs = gauge("epochs", "Epochs of the whole run.").register(registry);
    private final Gauge epoch = gauge("epoch", "The present epoch, from 1.").register(registry);
    private final Counter images = Counter.build()
            .name("latentwatch_training_images_total")
            .help("Training images that steps have been made on; its rate is images a second.")
            .register(registry);
    private final Gauge losses = gauge("loss", "Mean of each term over the epoch so far, unweighted.")
            .labelNames("term")
            .register(registry);
    private final Gauge trainingAccuracy = gauge("accuracy", "On training images over the epoch so far, in [0,1].")
            .labelNames("images")
            .register(registry);
    private final Gauge validationAccuracy = gauge(
                    "validation_accuracy", "On validation images after the last whole epoch, in [0,1].")
            .labelNames("images")
            .register(registry);
    private final Gauge sparsity = gauge("sparsity", "Share of closed gates after the last whole epoch, in [0,1].")
            .register(registry);
    private final Gauge learningRate = gauge("learning_rate", "Of the weights at the end of the last whole epoch.")
            .register(registry);
    private final HTTPServer server;

    private TrainingMetrics(InetSocketAddress address) throws IOException {
        server = new HTTPServer(address, registry, true);
    }

    /**
     * Starts to serve.
     *
     * @param address a port of 127.0.0.1, or {@code host:port}; port 0 takes a free one
     * @throws IllegalArgumentException if it is neither
     * @throws IOException if the port is taken
     */
    static TrainingMetrics serve(String address) throws IOException {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65535) {
            throw new IllegalArgumentException(
                    "--metrics: expected a port or host:port, found '%s'".formatted(address));
        }
        String host = parts.group(1) == null ? "127.0.0.1" : parts.group(1);
        try {
            return new TrainingMetrics(new InetSocketAddress(host, Integer.parseInt(parts.group(2))));
        } catch (IOException e) {
            throw new IOException(
                    "--metrics %s: expected a free port, found %s; give another one".formatted(address, e.getMessage()),
                    e);
        }
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void started(int runEpochs, int stepsPerEpoch, int epochsDone) {
        epochs.set(runEpochs);
        epoch.set(epochsDone + 1.0);
    }

    @Override
    public void stepDone(StepFigures figures) {
        epoch.set(figures.epoch());
        images.inc(figures.batchImages());
        figures.losses().forEach((term, loss) -> losses.labels(term).set(loss));
        trainingAccuracy.labels("clean").set(figures.accuracy());
        trainingAccuracy.labels("attacked").set(figures.attackedAccuracy());
    }

    @Override
    public void epochDone(EpochFigures figures) {
        validationAccuracy.labels("clean").set(figures.validationAccuracy());
        validationAccuracy.labels("attacked").set(figures.attackedValidationAccuracy());
        sparsity.set(figures.sparsity());
        learningRate.set(figures.learningRate());
    }

    @Override
    public void close() {
        server.close();
    }

    private static Gauge.Builder gauge(String name, String help) {
        return Gauge.build().name("latentwatch_training_" + name).help(help);
    }
}
