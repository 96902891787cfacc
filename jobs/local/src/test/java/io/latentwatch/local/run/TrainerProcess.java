package io.latentwatch.local.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The trainer's commands in a process of their own, as the launcher starts them. */
final class TrainerProcess {
    private static final Path MODULE =
            Path.of("../../training/anpvs/target").toAbsolutePath().normalize();

    private TrainerProcess() {}

    /** Skips the test where the trainer has not been built, as it is before this module in a whole build. */
    static void assumeBuilt() {
        assumeTrue(
                Files.isRegularFile(MODULE.resolve("classpath")) && Files.isDirectory(MODULE.resolve("classes")),
                "skipped: training/anpvs has not been packaged; build the whole project, or mvn package -pl training/anpvs -am");
    }

    /** Runs a command to its end, within minutes; what it printed. It has to end with the status. */
    static String run(int status, Path folder, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "trainer", ".log");
        Process process = start(output, arguments);
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("ends in time").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(printed).isEqualTo(status);
        return printed;
    }

    /** Starts a command; what it prints goes to the file. */
    static Process start(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                MODULE.resolve("classes") + ":"
                        + Files.readString(MODULE.resolve("classpath")).strip(),
                "io.latentwatch.anpvs.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("DJL_OFFLINE", "true");
        builder.environment().put("OPT_OUT_TRACKING", "true");
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        builder.environment().put("ONEDNN_MAX_CPU_ISA", "AVX2");
        return builder.start();
    }
}
