package io.latentwatch.benchmarks.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentwatch.local.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadsTest {
    @Test
    void theReadmeTellsOfEveryWorkloadAndItsGoals() throws IOException {
        List<String> readme = Files.readAllLines(Home.resolve("README.md"));

        for (Workload workload : Workloads.all(List.of())) {
            assertThat(readme)
                    .filteredOn(line -> line.startsWith("| `" + workload.name() + "` |"))
                    .singleElement()
                    .satisfies(line -> workload.ratios()
                            .forEach(ratio -> ratio.goal()
                                    .ifPresent(goal -> assertThat(line).contains(ratio.title() + ": " + goal))));
        }
    }

    @Test
    void thoseThatAreNamedKeepTheirOrder() {
        assertThat(Workloads.named(List.of("vgg-raw", "lenet-raw"), List.of()))
                .extracting(Workload::name)
                .containsExactly("lenet-raw", "vgg-raw");
    }

    @Test
    void refusesANameThatNoneHas() {
        assertThatThrownBy(() -> Workloads.named(List.of("vgg-raw", "resnet"), List.of()))
                .hasMessageContainingAll("--workloads", "'resnet'", "vgg-raw,");
    }

    @Test
    void everySubtaskHasAPartition() {
        assertThat(Workloads.named(List.of("vgg-raw-two-subtasks", "vgg-raw"), List.of()))
                .extracting(Workload::partitions)
                .containsExactly(1, 2);
    }

    /** Tests run in the module's folder; the launcher stands two above it. */
    @Test
    void saysWhereTheLauncherShouldBe(@TempDir Path models) {
        assertThatThrownBy(() -> new UntrainedBundle("ffnn", "ffnn.yaml", "28x28x1").locate(models))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("ffnn:", "launcher", "benchmarks/latentwatch", "--workloads");
        assertThat(models.resolve("ffnn")).doesNotExist();
    }

    @Test
    void takesABundleThatWasMadeBefore(@TempDir Path models) throws IOException {
        Path bundle = Files.createDirectories(models.resolve("ffnn/bundle"));

        BundleSource.Located located = new UntrainedBundle("ffnn", "ffnn.yaml", "28x28x1").locate(models);

        assertThat(located).isEqualTo(new BundleSource.Located(bundle, List.of(models.resolve("ffnn/held-out"))));
    }
}
