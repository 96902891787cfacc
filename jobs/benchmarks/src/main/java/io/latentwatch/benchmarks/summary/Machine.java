package io.latentwatch.benchmarks.summary;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the figures were taken on; nothing that names the machine.
 *
 * @param cores that this JVM may use
 * @param processor the maker's name for it, or its architecture
 * @param loadBefore processes that ran or waited to run, mean of the last minute before the first measurement; negative where not known.
 *     Well above 0 means that others used the machine
 */
@JsonPropertyOrder({"cores", "processor", "system", "java", "loadBefore"})
public record Machine(int cores, String processor, String system, String java, double loadBefore) {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    /** This machine as it is now. */
    public static Machine here() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                processorName(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.version"),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String processorName() {
        String architecture = System.getProperty("os.arch");
        if (!Files.isReadable(PROCESSORS)) {
            return architecture;
        }
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(architecture);
        } catch (IOException e) {
            return architecture;
        }
    }
}
