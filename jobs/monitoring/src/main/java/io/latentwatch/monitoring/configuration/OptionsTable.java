package io.latentwatch.monitoring.configuration;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.util.TimeUtils;

/** Writes the options as the Markdown table of README.md. */
final class OptionsTable {
    private static final Map<Class<?>, String> TYPES = Map.of(
            String.class, "text",
            Boolean.class, "boolean",
            Integer.class, "integer",
            Long.class, "integer",
            Double.class, "number",
            Duration.class, "duration",
            MemorySize.class, "size",
            List.class, "list",
            Map.class, "properties");

    /** An option tells its type by its default alone; one that has none is a text but for these. */
    private static final Map<ConfigOption<?>, Class<?>> WITHOUT_DEFAULT =
            Map.of(MonitoringOptions.PARALLELISM, Integer.class);

    private OptionsTable() {}

    /** One row for each option, with a head. */
    static String markdown() {
        StringBuilder table = new StringBuilder("| key | type | default | meaning |\n|---|---|---|---|\n");
        for (ConfigOption<?> option : MonitoringOptions.ALL) {
            table.append("| `")
                    .append(option.key())
                    .append("` | ")
                    .append(type(option))
                    .append(" | ")
                    .append(defaultText(option))
                    .append(" | ");
            table.append(new HtmlFormatter().format(option.description())).append(" |\n");
        }
        return table.toString();
    }

    private static String type(ConfigOption<?> option) {
        Object value = option.defaultValue();
        if (value instanceof Enum<?> choice) {
            return Arrays.stream(choice.getDeclaringClass().getEnumConstants())
                    .map(constant -> "`" + constant + "`")
                    .collect(Collectors.joining(", "));
        }
        return value == null ? TYPES.get(WITHOUT_DEFAULT.getOrDefault(option, String.class)) : typeOf(value);
    }

    private static String typeOf(Object value) {
        return TYPES.entrySet().stream()
                .filter(type -> type.getKey().isInstance(value))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no word for values of " + value.getClass()));
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
