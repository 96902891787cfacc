package io.latentwatch.monitoring.configuration;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;

/** Shows what the job runs with: every option, given or by default, secrets masked. */
final class EffectiveOptions {
    private EffectiveOptions() {}

    /** One line {@code key: value} for each, sorted by key. */
    static String text(Map<String, String> given) {
        Map<String, String> shown = new TreeMap<>();
        for (ConfigOption<?> option : MonitoringOptions.ALL) {
            if (option.hasDefaultValue()) {
                shown.put(option.key(), OptionsTable.text(option.defaultValue()));
            }
        }
        if (given.keySet().stream().anyMatch(key -> key.startsWith(MonitoringOptions.KAFKA_PROPERTIES.key() + "."))) {
            shown.remove(MonitoringOptions.KAFKA_PROPERTIES.key());
        }
        shown.putAll(given);
        StringBuilder text = new StringBuilder();
        shown.forEach((key, value) ->
                text.append(key).append(": ").append(Secrets.masked(key, value)).append('\n'));
        return text.toString();
    }
}
