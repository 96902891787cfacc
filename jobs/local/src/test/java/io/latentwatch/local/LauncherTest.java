package io.latentwatch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher at the repository's root, as far as it goes without a build. */
class LauncherTest {
    private static final Path LAUNCHER =
            Path.of("../../latentwatch").toAbsolutePath().normalize();

    private record Outcome(int status, String output) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "run",
                "page",
                "topics",
                "replay",
                "bench",
                "data",
                "train",
                "untrained",
                "attack",
                "evaluate",
                "profile",
                "inspect",
                "keygen",
                "sign-bundle",
                "models",
                "alarms",
                "label",
                "retrain"
            })
    void listsEveryCommandInOneLine(String command) throws Exception {
        Outcome help = run(Map.of());

        assertThat(help.status()).isZero();
        assertThat(help.output().lines())
                .filteredOn(line -> line.startsWith("  " + command + " "))
                .hasSize(1);
    }

    @Test
    void listsThemAlsoWhenACommandIsUnknown() throws Exception {
        Outcome unknown = run(Map.of(), "dmeo");

        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.output()).contains("unknown command 'dmeo'", "  demo ");
    }

    @Test
    void saysWhatToDoWithoutJava() throws Exception {
        Outcome without = run(Map.of("JAVA_HOME", "/nowhere"), "demo");

        assertThat(without.status()).isEqualTo(1);
        assertThat(without.output()).contains("/nowhere/bin/java", "install a JDK 17");
    }

    private static Outcome run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }
}
