package io.latentwatch.monitoring;

import io.latentwatch.monitoring.configuration.ConfigurationException;
import io.latentwatch.monitoring.configuration.MonitoringConfiguration;
import io.latentwatch.monitoring.start.StartRefusedException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Starts the job: the main class of its jar, for {@code flink run}. */
@Command(
        name = "latentwatch-monitoring",
        mixinStandardHelpOptions = true,
        description = "Judges the images of a Kafka topic and watches for attacks and drift.")
public final class Main {
    private static final int REFUSED = 1;

    @Option(names = "--config", paramLabel = "FILE", description = "The options, in YAML.")
    private Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "An option; counts more than the environment's and the file's.")
    private final Map<String, String> overrides = new LinkedHashMap<>();

    private Main() {}

    /** Exits with 2 for a wrong command line, with 1 for options or surroundings that the job cannot start with. */
    public static void main(String[] arguments) throws Exception {
        Main main = new Main();
        CommandLine commandLine = new CommandLine(main);
        try {
            if (CommandLine.printHelpIfRequested(commandLine.parseArgs(arguments))) {
                return;
            }
            main.run();
        } catch (ParameterException e) {
            exit(commandLine.getCommandSpec().exitCodeOnInvalidInput(), e.getMessage());
        } catch (ConfigurationException | StartRefusedException e) {
            exit(REFUSED, e.getMessage());
        }
    }

    private void run() throws Exception {
        MonitoringConfiguration configuration =
                MonitoringConfiguration.read(Optional.ofNullable(config), System.getenv(), overrides);
        System.out.println(configuration);
        configuration = StartChecks.run(configuration);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        MonitoringJob.build(environment, configuration);
        environment.execute("latentwatch-monitoring");
    }

    private static void exit(int code, String message) {
        System.err.println(message);
        System.exit(code);
    }
}
