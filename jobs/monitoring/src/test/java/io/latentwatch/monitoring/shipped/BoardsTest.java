package io.latentwatch.monitoring.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BoardsTest {
    private static final Pattern BOARD = Pattern.compile("/d/(latentwatch-[a-z]+)\\?");
    private static final Pattern RUNBOOK = Pattern.compile("docker/(runbooks/\\w+\\.md)");

    static List<Path> boards() throws IOException {
        return Expressions.files("grafana/dashboards", ".json");
    }

    @Test
    void thereAreFiveBoardsOfTheJobAndOneOfTrainings() throws IOException {
        assertThat(boards())
                .extracting(board -> board.getFileName().toString())
                .containsExactly(
                        "detection.json",
                        "drift.json",
                        "overview.json",
                        "resources.json",
                        "service.json",
                        "training.json");
    }

    @ParameterizedTest
    @MethodSource("boards")
    void everyPanelReadsMetricsThatThereAre(Path file) throws IOException {
        for (JsonNode panel : read(file).get("panels")) {
            for (JsonNode target : panel.get("targets")) {
                String expression = target.get("expr").asText();
                assertThat(Expressions.names(expression)).as(expression).isNotEmpty();
                assertThat(Expressions.unknown(expression))
                        .as("%s, panel '%s': metrics that nothing exports", file, panel.get("title"))
                        .isEmpty();
            }
        }
        for (JsonNode annotation : read(file).at("/annotations/list")) {
            assertThat(Expressions.unknown(annotation.get("expr").asText()))
                    .as("%s, annotation '%s': metrics that nothing exports", file, annotation.get("name"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("boards")
    void everyPanelAsksAQuestionAndSaysWhatItShows(Path file) throws IOException {
        Set<Integer> ids = new TreeSet<>();
        for (JsonNode panel : read(file).get("panels")) {
            String title = panel.get("title").asText();
            assertThat(title).endsWith("?");
            assertThat(panel.get("description").asText()).as(title).endsWith(".");
            assertThat(panel.get("links")).as(title).isNotEmpty();
            assertThat(ids.add(panel.get("id").asInt())).as("id of '%s'", title).isTrue();
            if (!panel.get("type").asText().equals("text")) {
                assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                        .as(title)
                        .isNotEmpty();
                assertThat(panel.at("/fieldConfig/defaults/thresholds/steps"))
                        .as(title)
                        .isNotEmpty();
                assertThat(panel.get("targets")).as(title).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("boards")
    void everyLinkLeadsSomewhere(Path file) throws IOException {
        Set<String> uids = new TreeSet<>();
        for (Path board : boards()) {
            uids.add(read(board).get("uid").asText());
        }
        String text = read(file).toString();
        Matcher board = BOARD.matcher(text);
        while (board.find()) {
            assertThat(uids).contains(board.group(1));
        }
        Matcher runbook = RUNBOOK.matcher(text);
        while (runbook.find()) {
            assertThat(Expressions.DOCKER.resolve(runbook.group(1))).exists();
        }
        assertThat(read(file).at("/links/0/tags/0").asText()).isEqualTo("latentwatch");
        assertThat(read(file).at("/tags/0").asText()).isEqualTo("latentwatch");
    }

    @ParameterizedTest
    @MethodSource("boards")
    void roleAndWindowAreVariables(Path file) throws IOException {
        List<String> names = new ArrayList<>();
        read(file)
                .at("/templating/list")
                .forEach(variable -> names.add(variable.get("name").asText()));

        assertThat(names).contains("datasource", "role", "window");
    }

    @ParameterizedTest
    @MethodSource("boards")
    void noTwoPanelsOverlap(Path file) throws IOException {
        List<String> cells = new ArrayList<>();
        for (JsonNode panel : read(file).get("panels")) {
            JsonNode at = panel.get("gridPos");
            for (int x = at.get("x").asInt();
                    x < at.get("x").asInt() + at.get("w").asInt();
                    x++) {
                for (int y = at.get("y").asInt();
                        y < at.get("y").asInt() + at.get("h").asInt();
                        y++) {
                    cells.add(x + "," + y);
                    assertThat(x).isLessThan(24);
                }
            }
        }
        assertThat(cells).doesNotHaveDuplicates();
    }

    private static JsonNode read(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }
}
