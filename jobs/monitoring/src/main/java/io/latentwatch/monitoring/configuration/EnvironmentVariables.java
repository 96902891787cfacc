package io.latentwatch.monitoring.configuration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;

/**
 * Options in environment variables: {@code batch.size} is {@code LATENTWATCH_JOB_BATCH_SIZE}, points and hyphens written as underscores. What follows {@code
 * LATENTWATCH_JOB_KAFKA_PROPERTIES_} is a property's name with underscores for its points.
 *
 * @param problems variables that begin so and name no option
 */
record EnvironmentVariables(Map<String, String> values, List<String> problems) {
    static final String PREFIX = "LATENTWATCH_JOB_";

    private static final String KAFKA = name(MonitoringOptions.KAFKA_PROPERTIES.key()) + "_";

    /** Takes the options out of an environment. */
    static EnvironmentVariables read(Map<String, String> environment) {
        Map<String, String> keys = new HashMap<>();
        for (ConfigOption<?> option : MonitoringOptions.ALL) {
            keys.put(name(option.key()), option.key());
        }
        EnvironmentVariables options = new EnvironmentVariables(new HashMap<>(), new ArrayList<>());
        environment.forEach((variable, value) -> {
            if (keys.containsKey(variable)) {
                options.values.put(keys.get(variable), value);
            } else if (variable.startsWith(KAFKA) && variable.length() > KAFKA.length()) {
                options.values.put(MonitoringOptions.KAFKA_PROPERTIES.key() + "." + property(variable), value);
            } else if (variable.startsWith(PREFIX)) {
                options.problems.add("the environment variable " + variable + " names no option, expected such as "
                        + name(MonitoringOptions.BATCH_SIZE.key()));
            }
        });
        return options;
    }

    private static String property(String variable) {
        return variable.substring(KAFKA.length()).toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static String name(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
