package io.latentwatch.monitoring.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlertsTest {
    private static final Pattern QUERY = Pattern.compile("```promql\\n(.*?)\\n```", Pattern.DOTALL);

    static List<JsonNode> rules() throws IOException {
        return Expressions.allRules();
    }

    static Stream<JsonNode> alerts() throws IOException {
        return Expressions.allRules().stream().filter(rule -> rule.has("alert"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleReadsMetricsThatThereAre(JsonNode rule) throws IOException {
        String expression = rule.get("expr").asText();

        assertThat(Expressions.names(expression)).as(expression).isNotEmpty();
        assertThat(Expressions.unknown(expression))
                .as("docker/prometheus/rules.yml: metrics that nothing exports, in %s", rule)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void everyAlertSaysHowBadWhatAndWhatToDo(JsonNode alert) throws IOException {
        String name = alert.get("alert").asText();
        JsonNode annotations = alert.get("annotations");

        assertThat(name).matches("Latentwatch[A-Z][A-Za-z]+");
        assertThat(alert.at("/labels/severity").asText()).as(name).isIn("critical", "warning", "info");
        assertThat(annotations.get("summary").asText()).as(name).endsWith(".");
        assertThat(annotations.get("description").asText()).as(name).endsWith(".");
        assertThat(annotations.get("runbook_url").asText()).isEqualTo("docker/runbooks/" + name + ".md");
        assertThat(Expressions.DOCKER.resolve("runbooks/" + name + ".md"))
                .as("the runbook of %s", name)
                .exists();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void everyAlertIsTestedWhereItFiresAndWhereItDoesNot(JsonNode alert) throws IOException {
        String tests = Files.readString(Expressions.DOCKER.resolve("prometheus/rules-test.yml"));

        assertThat(tests)
                .contains("'" + alert.get("alert").asText() + " fires: ")
                .contains("'" + alert.get("alert").asText() + " does not fire: ");
    }

    @Test
    void everyRunbookIsAnAlertsAndComplete() throws IOException {
        List<String> names = alerts().map(alert -> alert.get("alert").asText()).toList();
        for (Path runbook : Expressions.files("runbooks", ".md")) {
            String name = runbook.getFileName().toString().replace(".md", "");
            String text = Files.readString(runbook);
            assertThat(names).contains(name);
            assertThat(text)
                    .startsWith("# " + name + "\n")
                    .containsSubsequence(
                            "\n## Meaning\n",
                            "\n## Impact\n",
                            "\n## Queries\n",
                            "\n## Mitigation\n",
                            "\n## Causes of false alarm\n");
            List<String> queries =
                    QUERY.matcher(text).results().map(MatchResult::group).toList();
            assertThat(queries).as(name).hasSizeGreaterThanOrEqualTo(3);
            for (String query : queries) {
                assertThat(Expressions.unknown(query.replace("```promql", "").replace("```", "")))
                        .as("%s: metrics that nothing exports, in %s", runbook, query)
                        .isEmpty();
            }
        }
    }

    @Test
    void namesAMetricThatNothingExports() throws IOException {
        assertThat(
                        Expressions.unknown(
                                "sum by (job) (rate(latentwatch_image{outcome=\"judged\"}[5m])) / on () group_left latentwatch:none:5m > 0.1"))
                .containsExactly("latentwatch:none:5m", "latentwatch_image");
    }
}
