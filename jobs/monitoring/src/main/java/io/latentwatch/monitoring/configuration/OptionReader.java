package io.latentwatch.monitoring.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** Reads options one by one and gathers all that is wrong before anything is refused. */
final class OptionReader {
    private final Configuration values;
    private final List<String> problems = new ArrayList<>();

    /** @param given values by key; a key that no option has is a problem */
    OptionReader(Map<String, String> given) {
        this.values = Configuration.fromMap(given);
        given.keySet().stream().sorted().filter(key -> !isKnown(key)).forEach(key -> problems.add(unknown(key)));
    }

    /**
     * The option's value; null where it is missing or wrong, which {@link #refuseProblems} tells afterwards.
     *
     * @param expected what {@code valid} asks for, to end the sentence "expected …"
     */
    <T> T get(ConfigOption<T> option, Predicate<T> valid, String expected) {
        Optional<T> value;
        try {
            value = values.getOptional(option);
        } catch (IllegalArgumentException e) {
            value = Optional.empty();
            problems.add(wrong(option, expected));
            return null;
        }
        if (value.isEmpty() && !option.hasDefaultValue()) {
            problems.add(option.key() + " is missing, expected " + expected);
            return null;
        }
        T found = value.orElseGet(option::defaultValue);
        if (!valid.test(found)) {
            problems.add(wrong(option, expected));
        }
        return found;
    }

    /** An option that may be left out. */
    Optional<String> optional(ConfigOption<String> option) {
        return values.getOptional(option);
    }

    /** An option that may be left out, and is as expected if it is not. */
    <T> Optional<T> optional(ConfigOption<T> option, Predicate<T> valid, String expected) {
        return values.containsKey(option.key()) ? Optional.ofNullable(get(option, valid, expected)) : Optional.empty();
    }

    /** Notes a problem that lies between options. */
    void problem(String sentence) {
        problems.add(sentence);
    }

    /**
     * Ends the reading.
     *
     * @throws ConfigurationException if there was any problem
     */
    void refuseProblems() {
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    private String wrong(ConfigOption<?> option, String expected) {
        String found = values.toMap().getOrDefault(option.key(), String.valueOf(option.defaultValue()));
        return option.key() + " is '" + Secrets.masked(option.key(), found) + "', expected " + expected;
    }

    private static boolean isKnown(String key) {
        return MonitoringOptions.ALL.stream().anyMatch(option -> key.equals(option.key()))
                || key.startsWith(MonitoringOptions.KAFKA_PROPERTIES.key() + ".");
    }

    private static String unknown(String key) {
        return "unknown key '" + key + "'; the nearest known one is '" + nearest(key) + "'";
    }

    private static String nearest(String key) {
        String nearest = "";
        int least = Integer.MAX_VALUE;
        for (ConfigOption<?> option : MonitoringOptions.ALL) {
            int edits = EditDistance.between(key, option.key());
            if (edits < least) {
                least = edits;
                nearest = option.key();
            }
        }
        return nearest;
    }
}
