package io.latentwatch.monitoring.configuration;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;

/** Writes the options as the Markdown table of README.md. */
final class OptionsTable {
    private OptionsTable() {}

    /** One row for each option, with a head. */
    static String markdown() {
        StringBuilder table = new StringBuilder("| key | default | meaning |\n|---|---|---|\n");
        for (ConfigOption<?> option : MonitoringOptions.ALL) {
            table.append("| `")
                    .append(option.key())
                    .append("` | ")
                    .append(defaultText(option))
                    .append(" | ");
            table.append(new HtmlFormatter().format(option.description())).append(" |\n");
        }
        return table.toString();
    }

    private static String defaultText(ConfigOption<?> option) {
        return option.hasDefaultValue() ? "`" + text(option.defaultValue()) + "`" : "none";
    }

    /** A value as it is written in a file. */
    static String text(Object value) {
        if (value instanceof Duration duration) {
            return TimeUtils.formatWithHighestUnit(duration);
        }
        if (value instanceof Map<?, ?> map && map.isEmpty()) {
            return "{}";
        }
        return String.valueOf(value);
    }
}
