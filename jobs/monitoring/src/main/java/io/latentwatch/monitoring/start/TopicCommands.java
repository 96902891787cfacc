package io.latentwatch.monitoring.start;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The commands that make topics which are not there. */
public final class TopicCommands {
    private static final String DEFAULT_PREFIX = "latentwatch";

    private TopicCommands() {}

    /**
     * One command for each prefix; a name that does not end with its kind is not one that {@code ./latentwatch topics} gives, and takes Kafka's own tool.
     *
     * @param missing the topics' names, each with what its name ends with by default, such as {@code images}
     */
    public static String making(Map<String, String> missing, String bootstrapServers) {
        Set<String> commands = new LinkedHashSet<>();
        missing.forEach((name, kind) -> commands.add(
                name.endsWith("." + kind) && name.length() > kind.length() + 1
                        ? ours(name.substring(0, name.length() - kind.length() - 1), bootstrapServers)
                        : "kafka-topics.sh --bootstrap-server %s --create --topic %s"
                                .formatted(bootstrapServers, name)));
        return String.join(" and ", commands);
    }

    private static String ours(String prefix, String bootstrapServers) {
        return "./latentwatch topics --bootstrap-servers " + bootstrapServers
                + (prefix.equals(DEFAULT_PREFIX) ? "" : " --prefix " + prefix);
    }
}
