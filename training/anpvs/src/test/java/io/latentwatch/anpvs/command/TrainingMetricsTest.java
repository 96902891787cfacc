package io.latentwatch.anpvs.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.anpvs.optimise.EpochFigures;
import io.latentwatch.anpvs.optimise.StepFigures;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TrainingMetricsTest {
    private static final Pattern NAME = Pattern.compile("latentwatch_training_\\w+");

    @Test
    void servesHowTrainingGoesOn() throws Exception {
        try (TrainingMetrics metrics = TrainingMetrics.serve("0")) {
            metrics.started(21, 383, 4);
            metrics.stepDone(new StepFigures(5, 128, 0.7, Map.of("clean", 0.25, "vulnerability", 0.5), 0.9, 0.75));
            metrics.stepDone(new StepFigures(5, 128, 0.7, Map.of("clean", 0.125), 0.9, 0.5));
            metrics.epochDone(new EpochFigures(5, "pruning", Map.of(), 0.9, 0.5, 0.98, 0.85, 0.8, 1e-3, 1, 20));

            assertThat(scrape(metrics.port()))
                    .contains(
                            "latentwatch_training_epochs 21.0",
                            "latentwatch_training_epoch 5.0",
                            "latentwatch_training_images_total 256.0",
                            "latentwatch_training_loss{term=\"clean\",} 0.125",
                            "latentwatch_training_loss{term=\"vulnerability\",} 0.5",
                            "latentwatch_training_accuracy{images=\"attacked\",} 0.5",
                            "latentwatch_training_validation_accuracy{images=\"attacked\",} 0.85",
                            "latentwatch_training_sparsity 0.8");
        }
    }

    @Test
    void servesWhatTheBoardAndTheRulesRead() throws Exception {
        try (TrainingMetrics metrics = TrainingMetrics.serve("0")) {
            String served = scrape(metrics.port());
            for (String file : List.of("grafana/dashboards/training.json", "prometheus/rules.yml")) {
                Set<String> names = new TreeSet<>();
                NAME.matcher(Files.readString(Path.of("../../docker", file)))
                        .results()
                        .forEach(name -> names.add(name.group()));

                assertThat(names).as(file).isNotEmpty();
                assertThat(names)
                        .as(file)
                        .allSatisfy(name -> assertThat(served)
                                .containsPattern("# HELP " + name.replaceFirst("_total$", "") + "(_total)? "));
            }
        }
    }

    @Test
    void refusesWhatIsNoAddressOrTaken() throws IOException {
        assertThatThrownBy(() -> TrainingMetrics.serve("here")).hasMessageContainingAll("--metrics", "'here'");
        try (TrainingMetrics metrics = TrainingMetrics.serve("127.0.0.1:0")) {
            assertThatThrownBy(() -> TrainingMetrics.serve("127.0.0.1:" + metrics.port()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("free port", "give another one");
        }
    }

    private static String scrape(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(port)))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
