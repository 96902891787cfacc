package io.latentwatch.monitoring.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.latentwatch.flink.metrics.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which metrics expressions of Prometheus name, and which there are. */
final class Expressions {
    static final Path DOCKER = Path.of("../../docker");

    private static final Pattern STRING = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'");
    private static final Pattern LABELS = Pattern.compile(
            "\\{[^}]*}|\\[[^\\]]*]|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern NAME = Pattern.compile("(?<![\\w:$.])[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\(|[\\w:])");
    private static final Set<String> WORDS =
            Set.of("and", "or", "unless", "offset", "bool", "group_left", "group_right", "by", "on");

    /** Metrics of others: Flink's, which a test with the real job asks for; a card's; Prometheus's own; and the trainer's, which its module checks. */
    private static final Pattern OF_OTHERS = Pattern.compile(
            "flink_(?:task|job)manager_\\w+|DCGM_FI_DEV_(?:GPU_UTIL|FB_USED)|up|ALERTS|latentwatch_training_\\w+|process_cpu_seconds_total");

    private Expressions() {}

    static JsonNode rules() throws IOException {
        return new ObjectMapper(new YAMLFactory())
                .readTree(DOCKER.resolve("prometheus/rules.yml").toFile());
    }

    /** The rules of all groups. */
    static List<JsonNode> allRules() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode group : rules().get("groups")) {
            group.get("rules").forEach(all::add);
        }
        return all;
    }

    /** Names of the metrics that an expression reads. */
    static Set<String> names(String expression) {
        String bare = LABELS.matcher(STRING.matcher(expression).replaceAll("")).replaceAll(" ");
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(bare);
        while (matcher.find()) {
            if (!WORDS.contains(matcher.group())) {
                names.add(matcher.group());
            }
        }
        return names;
    }

    /** Those among them that nothing exports or records. */
    static Set<String> unknown(String expression) throws IOException {
        Set<String> known = known();
        Set<String> unknown = names(expression);
        unknown.removeIf(name -> known.contains(name) || OF_OTHERS.matcher(name).matches());
        return unknown;
    }

    private static Set<String> known() throws IOException {
        Set<String> known = new TreeSet<>();
        for (Metric metric : Metric.values()) {
            String name = "latentwatch_" + metric.id();
            known.addAll(
                    metric.kind() == Metric.Kind.BUCKETS ? List.of(name + "_bucket", name + "_sum") : List.of(name));
        }
        for (JsonNode rule : allRules()) {
            if (rule.has("record")) {
                known.add(rule.get("record").asText());
            }
        }
        return known;
    }

    /** The files of a folder, by name. */
    static List<Path> files(String folder, String ending) throws IOException {
        try (var files = Files.list(DOCKER.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
